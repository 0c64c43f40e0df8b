import Glibc

/// Finds the folder of a data set: `dir=`, else `--data`, else `POLLARD_DATA`, else where a package
/// put it.
struct DataFolder: Sendable {
  /// Folders inside the data folder that may hold the set, in order.
  let subfolders: [String]
  /// A folder that holds any of these files is the one.
  let markers: [String]
  /// Whether the data folder itself may be the set's folder; not where the files of another set
  /// have the same names.
  var acceptsRoot = true
  /// Where a package installs the set, if one does.
  var installed: String?
  /// How to get the set.
  let hint: String

  /// - Throws: `missing`, naming the folder that was looked at.
  func find(_ request: DatasetRequest) throws(DatasetError) -> String {
    let named = request.folder ?? request.searchFolder
    var candidates: [String] = []
    if let named {
      let root = Self.expanded(named)
      let inside = subfolders.map { Self.join(root, $0) }
      candidates =
        request.folder == nil ? inside + (acceptsRoot ? [root] : []) : [root] + inside
    }
    if let installed, request.folder == nil { candidates.append(installed) }
    if let found = candidates.first(where: holdsSet) { return found }
    // `--data` need not hold every set: an installed one is the place to name then.
    let place = request.folder == nil ? installed ?? named : named
    let files = markers.first ?? "its files"
    let holder = subfolders.first.map { " (in \($0) or right there)" } ?? ""
    let wanted = "a folder with \(files)\(installed == nil ? holder : "")"
    if place == nil {
      throw DatasetError(.missing("the name of " + wanted), hint: hint)
    }
    throw DatasetError(.missing(wanted), file: place.map(Self.expanded), hint: hint)
  }

  private func holdsSet(_ folder: String) -> Bool {
    markers.contains { Self.exists(Self.join(folder, $0)) }
  }

  /// A path inside a folder.
  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Whether anything is at `path`.
  static func exists(_ path: String) -> Bool {
    !path.utf8.contains(0) && access(path, F_OK) == 0
  }

  /// `~/…` with the home folder in its place, as a shell would.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// The path without links and detours, where there is such a place; else as it is.
  static func real(_ path: String) -> String {
    guard !path.utf8.contains(0), let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }

  /// An environment variable that is set and not empty.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
