import Foundation

/// A folder that is removed at the end.
package final class Scratch {
  package let path: String
  /// Holds nothing else, so that what leads one folder up leads into no other test.
  private let outer = NSTemporaryDirectory() + "pollard-tests-" + UUID().uuidString

  package init() {
    path = outer + "/scratch"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: outer) }

  /// The path of a file, which holds `text` if there is one.
  @discardableResult
  package func file(_ name: String, _ text: String? = nil) -> String {
    let file = path + "/" + name
    if let text { try? text.write(toFile: file, atomically: true, encoding: .utf8) }
    return file
  }

  /// The path of a file that holds `bytes`.
  @discardableResult
  package func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// The text of a file; empty where there is none.
  package func read(_ name: String) -> String {
    (try? String(contentsOfFile: file(name), encoding: .utf8)) ?? ""
  }

  package func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: file(name))
  }

  /// What lies in the folder, sorted.
  package func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
