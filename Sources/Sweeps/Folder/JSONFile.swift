import Foundation
import Sessions

/// What a sweep keeps of a point in a file of its own, as JSON that is written whole.
public protocol JSONFile: Codable {}

extension JSONFile {
  /// Nil where no whole one lies.
  public init?(file path: String) {
    guard let text = try? TextFile.read(path),
      let found = try? JSONDecoder().decode(Self.self, from: Data(text.utf8))
    else { return nil }
    self = found
  }

  /// Replaces the file at `path`, or leaves it as it was.
  public func write(to path: String) throws(FileError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    guard let data = try? encoder.encode(self) else {
      throw FileError(.write, path, "it holds a number that is not finite")
    }
    try AtomicFile.write([UInt8](data) + [UInt8(ascii: "\n")], to: path)
  }
}
