import Foundation

/// The files of this repository as its own tests see them.
enum Repository {
  /// The folder that holds Package.swift; another checkout where HOUSE_FIGURES names one.
  static let root: URL = {
    let other = ProcessInfo.processInfo.environment["HOUSE_FIGURES"] ?? ""
    if other.contains("/") { return URL(filePath: other).resolvingSymlinksInPath() }
    return URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  }()

  /// Paths from the root, sorted: what git tracks and what it would track (not what it ignores).
  static let files: [String] = {
    let listed = (try? git("ls-files", "--cached", "--others", "--exclude-standard")) ?? walk()
    return Set(listed).filter { exists($0) }.sorted()
  }()

  /// The Swift files below a folder.
  static func swift(below folder: String) -> [String] {
    files.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }
  }

  /// What the Swift files of sources and tests declare, by path.
  static let declarations: [String: [Declaration]] = Dictionary(
    uniqueKeysWithValues: (swift(below: "Sources") + swift(below: "Tests")).map {
      ($0, Declaration.all(in: text($0) ?? ""))
    })

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// The text of a file; nil if it is no UTF-8 (a picture, a data file).
  static func text(_ path: String) -> String? {
    guard let data = try? Data(contentsOf: root.appending(path: path)) else { return nil }
    return String(data: data, encoding: .utf8)
  }

  private static func git(_ arguments: String...) throws -> [String] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", root.path] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadUnknown) }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Without git (a source archive): every file but hidden folders.
  private static func walk() -> [String] {
    let all = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return all.filter { path in
      var isFolder: ObjCBool = false
      let full = root.appending(path: path).path
      let exists = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
      return exists && !isFolder.boolValue && !path.hasPrefix(".build") && !path.hasPrefix(".git/")
    }
  }
}

/// The name of a file without folders and ending: `Layers/ReLU.swift` is `ReLU`.
func stem(_ path: String) -> String {
  let name = path.split(separator: "/").last.map(String.init) ?? path
  return name.split(separator: ".").first.map(String.init) ?? name
}
