import Foundation
import Networks
import Reports
import Sessions
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A session whose program ended without a goodbye, or before what was trained was saved. While it
/// is looked at no other program takes it.
public final class AbandonedSession {
  private let held: LockedFile
  /// Its lines up to the state that was written, each with the folder that it was typed in.
  public let file: SessionFile
  /// What was done since the state was written.
  public let since: [Journal.Entry]
  /// The limits that its user had set, by the key of the setting; they hold again with the state.
  public let limits: [String: String]
  /// What its lines answered last, up to the state.
  let answers: RecentAnswers.Archive?
  /// Whether all of it goes on in another session.
  public internal(set) var isTakenUp = false

  /// How many are kept; older ones are removed.
  public static let limit = 5

  private init?(_ held: LockedFile) {
    guard let metadata = (try? SafetensorsFile(held.path))?.metadata,
      let text = metadata[SessionState.key],
      let file = try? SessionFile.parse(text, name: held.path)
    else { return nil }
    self.held = held
    self.file = SessionState.placed(file, by: metadata)
    limits = SessionState.limits(by: metadata)
    answers = SessionState.answers(by: metadata)
    since = Journal.entries(beside: held.path, token: metadata[SessionState.journalKey])
  }

  /// Those of `folder`, the latest first.
  public static func all(in folder: String?) -> [AbandonedSession] {
    guard let folder else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = names.filter { $0.hasPrefix("running-") }.map { "\(folder)/\($0)" }
    for path in paths where path.hasSuffix(".session") { TemporaryFile.sweep(beside: path) }
    let held = paths.filter { $0.hasSuffix(".session") }.compactMap(LockedFile.take)
      .sorted { ($1.written, $0.path) < ($0.written, $1.path) }
    for old in held.dropFirst(limit) { Journal.remove(old) }
    removeRemnants(names, in: folder)
    return held.prefix(limit).compactMap(AbandonedSession.init)
  }

  /// Files of a program that was killed before its first state was whole.
  private static func removeRemnants(_ names: [String], in folder: String) {
    for name in names where name.hasPrefix("running-") && !name.hasSuffix(".session") {
      let path = "\(folder)/\(name)"
      let process = name.dropFirst("running-".count).prefix { $0.isNumber }
      let stem = name.split(separator: ".").first.map(String.init) ?? name
      guard !names.contains(stem + ".session"), let number = pid_t(process),
        kill(number, 0) != 0, errno == ESRCH
      else { continue }
      unlink(path)
    }
  }

  /// When it was last kept, such as `25 Nov 18:02`, in local time.
  public var date: String {
    var seconds = time_t(held.written)
    var parts = tm()
    localtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 40)
    let count = strftime(&text, text.count, "%e %b %H:%M", &parts)
    return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      .trimmingBlanks
  }

  /// Lines that ran, those of the journal too.
  private var lines: [String] {
    file.cells.map(\.input)
      + since.compactMap { entry in
        switch entry {
        case .done(let line, _), .at(let line, _): line
        case .prose, .goodbye: nil
        }
      }
  }

  /// `a session of 25 Nov 18:02 with 12 cells ended without a goodbye`, or `… was not saved`.
  public var summary: String {
    "a session of \(date) with \(NumberFormat.counted("cell", lines.count)) "
      + (since.contains(.goodbye) ? "was trained and not saved" : "ended without a goodbye")
  }

  /// The last line that was typed.
  public var lastLine: String {
    let line = lines.last?.replacing("\n", with: " ") ?? ""
    return line.count > 200 ? line.prefix(200) + "…" : line
  }

  /// What it holds.
  public func open() throws(PlainFile.Problem) -> PlainFile { try PlainFile(held.path) }

  /// Forgets it.
  public func discard() { Journal.remove(held) }
}
