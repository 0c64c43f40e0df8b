import Glibc

/// The environment variables the program obeys.
enum Environment {
  /// Each has a row in Docs/Configuration.md.
  static let names = [
    "COLORTERM", "COLUMNS", "NO_COLOR", "PAGER", "TERM", "POLLARD_DATA", "HOME", "XDG_STATE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME", Lifeline.variable,
  ]

  static var values: [String: String] {
    var values: [String: String] = [:]
    for name in names {
      if let text = getenv(name) { values[name] = String(cString: text) }
    }
    return values
  }

  /// `$XDG_STATE_HOME/pollard/history` and its like; nil without a home. Paths that are not
  /// absolute are ignored, as the XDG specification asks.
  static func path(
    _ variable: String, _ fallback: String, _ name: String, in values: [String: String]
  ) -> String? {
    if let base = values[variable], base.hasPrefix("/") { return "\(base)/pollard/\(name)" }
    guard let home = values["HOME"], home.hasPrefix("/") else { return nil }
    return "\(home)/\(fallback)/pollard/\(name)"
  }
}
