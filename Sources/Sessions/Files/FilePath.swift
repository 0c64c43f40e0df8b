import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What the text of a path says.
public enum FilePath {
  /// The folder with its `/`, or nothing, and the last name.
  public static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    let behind = path.utf8.index(after: slash)
    return (String(path[..<behind]), String(path[behind...]))
  }

  /// The folder that holds the file, as it can be opened.
  public static func folder(of path: String) -> String {
    let folder = split(path).folder
    return folder.isEmpty ? "." : folder
  }

  /// In small letters, without the point; empty if there is none.
  public static func ending(_ path: String) -> String {
    let name = split(path).name
    guard let point = name.lastIndex(of: "."), point != name.startIndex else { return "" }
    return name[name.index(after: point)...].lowercased()
  }

  /// Whether it begins at the root, or in the home folder with `~`.
  public static func isAbsolute(_ path: String) -> Bool {
    path.hasPrefix("/") || path == "~" || path.hasPrefix("~/")
  }

  /// Where the program runs.
  public static var here: String { real(".") ?? "." }

  /// Whether something lies at the path, through links.
  static func isThere(_ path: String) -> Bool {
    !path.utf8.contains(0) && access(path, F_OK) == 0
  }

  /// Whether the path itself is a symbolic link.
  public static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// `~/…` with the home folder in its place, as a shell would.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = getenv("HOME") else { return path }
    return String(cString: home) + path.dropFirst()
  }

  /// The path of `name` in a folder; an empty folder is the current one.
  public static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  /// Where `path` really lies, through links, whether it is there or only its folders are; nil
  /// where not even these can be told.
  public static func real(_ path: String) -> String? {
    guard !path.isEmpty, !path.utf8.contains(0) else { return nil }
    if let found = realpath(path, nil) {
      defer { free(found) }
      return String(cString: found)
    }
    guard errno == ENOENT else { return nil }
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    let (folder, name) = split(trimmed)
    // Behind a name that is not there, these two mean nothing.
    guard name != ".", name != "..", !name.isEmpty else { return nil }
    return real(folder.isEmpty ? "." : folder).map { join($0, name) }
  }

  /// The folders and the name that lead from `folder` to `path`; nil where it lies elsewhere. Both
  /// as `real` gives them.
  static func parts(from folder: String, to path: String) -> [Substring]? {
    let base = folder == "/" ? "/" : folder + "/"
    guard path.hasPrefix(base) else { return path == folder ? [] : nil }
    return path.dropFirst(base.count).split(separator: "/")
  }

  /// `path` as it is written in `folder`, with `..` where it must go up. Both are real and
  /// absolute.
  public static func relative(_ path: String, to folder: String) -> String {
    let from = folder.split(separator: "/")
    let to = path.split(separator: "/")
    let shared = zip(from, to).prefix { $0 == $1 }.count
    let parts = from.dropFirst(shared).map { _ in ".." } + to.dropFirst(shared)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
