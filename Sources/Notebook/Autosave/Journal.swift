import Foundation
import Sessions

#if canImport(Glibc)
  import Glibc
#endif

/// What was done since the running session was last written: a line of JSON each, added in one go,
/// so that it costs a few microseconds and outlives the program at once. Training replays to the
/// same digits, so its place is all there is to note.
///
/// The file belongs to the state that names its token; beside any other it means nothing.
public final class Journal {
  /// A line of it.
  public enum Entry: Equatable {
    /// A line that ran to its end.
    case done(String, FileScope)
    /// Prose or a blank.
    case prose(String)
    /// How far the running training is: a line that brings it there.
    case at(String, FileScope)
    /// The user ended the session.
    case goodbye
  }

  private struct Line: Codable {
    var done: String?
    var prose: String?
    var at: String?
    var scope: FileScope?
    var goodbye: Bool?
    /// In the first line alone.
    var journal: String?
  }

  let token: String
  private let file: OpenFile
  private let state: String
  private var hasPlace = false
  /// Bytes of whole lines.
  private var size = 0

  /// Begins the journal of a state that is going to be written. Until it is, the journal of the
  /// state before stays in its place.
  ///
  /// - Throws: where it cannot be written.
  init(beside state: String) throws(FileError) {
    self.state = state
    token = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    let path = Self.paths(beside: state)[1]
    unlink(path)
    let descriptor = open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileError(.write, path) }
    file = OpenFile(descriptor)
    guard put(Line(journal: token)) else { throw FileError(.write, path) }
  }

  /// Follows its state, which has its name now.
  func takePlace() {
    let paths = Self.paths(beside: state)
    hasPlace = rename(paths[1], paths[0]) == 0
  }

  deinit { if !hasPlace { unlink(Self.paths(beside: state)[1]) } }

  /// Where the journal of a state lies, and where one does whose state is not written yet.
  public static func paths(beside state: String) -> [String] {
    let stem = String(state.dropLast(".session".count))
    return [stem + ".journal", stem + ".next.journal"]
  }

  /// Takes away a state with its journals.
  public static func remove(_ state: LockedFile) {
    state.remove()
    for path in paths(beside: state.path) { unlink(path) }
  }

  /// False where it could not be written.
  @discardableResult
  public func add(_ entry: Entry) -> Bool {
    func placed(_ scope: FileScope) -> FileScope { scope.placed(in: FilePath.here) }
    return switch entry {
    case .done(let line, let scope): put(Line(done: line, scope: placed(scope)))
    case .prose(let text): put(Line(prose: text))
    case .at(let line, let scope): put(Line(at: line, scope: placed(scope)))
    case .goodbye: put(Line(goodbye: true))
    }
  }

  private func put(_ line: Line) -> Bool {
    guard let data = try? JSONEncoder().encode(line) else { return false }
    let bytes = [UInt8](data) + [UInt8(ascii: "\n")]
    while true {
      let count = bytes.withUnsafeBytes { write(file.descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count == bytes.count else {
        ftruncate(file.descriptor, size)
        return false
      }
      size += count
      return true
    }
  }

  /// The entries of the journal beside a state, without what a later place in the same training
  /// replaced; none where it belongs to another.
  public static func entries(beside state: String, token: String?) -> [Entry] {
    guard let token, let text = try? TextFile.read(paths(beside: state)[0]) else { return [] }
    // A line that the program was killed in is no JSON.
    let lines = text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    guard lines.first?.journal == token else { return [] }
    var entries: [Entry] = []
    for line in lines.dropFirst() {
      if case .at? = entries.last, line.at != nil || line.done != nil { entries.removeLast() }
      let scope = line.scope ?? .user
      if let done = line.done { entries.append(.done(done, scope)) }
      if let prose = line.prose { entries.append(.prose(prose)) }
      if let at = line.at { entries.append(.at(at, scope)) }
      if line.goodbye == true { entries.append(.goodbye) }
    }
    return entries
  }
}
