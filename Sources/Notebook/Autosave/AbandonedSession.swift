import Foundation
import Networks

#if canImport(Glibc)
  import Glibc
#endif

/// A session whose program ended without a goodbye. While it is looked at no other program takes it.
public final class AbandonedSession {
  private let held: LockedFile
  let file: SessionFile

  /// How many are kept; older ones are removed.
  static let limit = 5

  private init?(_ held: LockedFile) {
    guard let bytes = FileManager.default.contents(atPath: held.path),
      let text = (try? Safetensors.metadata(of: [UInt8](bytes)))?["session"],
      let file = try? SessionFile.parse(text, name: held.path)
    else { return nil }
    self.held = held
    self.file = file
  }

  /// Those of `folder`, the latest first.
  public static func all(in folder: String?) -> [AbandonedSession] {
    guard let folder else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = names.filter { $0.hasPrefix("running-") }.map { "\(folder)/\($0)" }
    for path in paths where path.hasSuffix(".part") { removeRemnant(path) }
    let held = paths.filter { $0.hasSuffix(".session") }.compactMap(LockedFile.take)
      .sorted { ($1.written, $0.path) < ($0.written, $1.path) }
    for old in held.dropFirst(limit) { old.remove() }
    return held.prefix(limit).compactMap(AbandonedSession.init)
  }

  /// What a program was writing when it was killed; a living one is done within the minute.
  private static func removeRemnant(_ path: String) {
    guard let file = LockedFile.take(path), Double(time(nil)) - file.written > 60 else { return }
    file.remove()
  }

  /// When it was last kept, such as `25 Nov 18:02`, in local time.
  var date: String {
    var seconds = time_t(held.written)
    var parts = tm()
    localtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 40)
    let count = strftime(&text, text.count, "%e %b %H:%M", &parts)
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      .trimmingBlanks
  }

  /// `a session of 25 Nov 18:02 with 12 cells ended without a goodbye`.
  public var summary: String {
    "a session of \(date) with \(NumberFormat.counted("cell", file.cells.count)) "
      + "ended without a goodbye"
  }

  /// The last line that was typed.
  public var lastLine: String {
    file.cells.last?.input.replacing("\n", with: " ") ?? ""
  }

  func bytes() -> [UInt8] {
    [UInt8](FileManager.default.contents(atPath: held.path) ?? Data())
  }

  /// Forgets it.
  public func discard() { held.remove() }
}
