import Language
import Sessions
import Workspaces

extension SessionHeader {
  /// The header of a session written now.
  public static func current(
    seed: UInt64, parameters: [(name: String, value: String)], threads: String,
    libraries: [String] = Provenance.libraries, dataChecksum: String?
  ) -> SessionHeader {
    var header = SessionHeader()
    header["version"] = Provenance.version
    header["seed"] = "\(seed)"
    header["threads"] = threads == "0" ? "all" : threads
    header["arithmetic"] = Provenance.arithmetic
    if !libraries.isEmpty { header["libraries"] = libraries.joined(separator: ", ") }
    header["data"] = dataChecksum
    if !parameters.isEmpty {
      header["parameters"] = parameters.map { name, value in "\(name)=\(quoted(value))" }
        .joined(separator: " ")
    }
    return header
  }

  /// Quoted so that a lexer without parameters reads it back.
  private static func quoted(_ value: String) -> String {
    Quoting.quoted(value).replacing("$$", with: "$")
  }
}
