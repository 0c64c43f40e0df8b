import Glibc
import Notebook
import Sessions

/// The lines typed at earlier prompts, readable by their owner only.
struct HistoryFile {
  /// Nil if there is no place for it.
  let path: String?
  private static let limit = 2000

  init(_ environment: [String: String]) {
    path = Environment.path("XDG_STATE_HOME", ".local/state", "history", in: environment)
  }

  /// The last lines, oldest first.
  func load() -> [String] {
    guard let path, let text = try? TextFile.read(path) else { return [] }
    let lines = text.split(separator: "\n").map(String.init)
    let kept = Array(lines.suffix(Self.limit))
    if lines.count > 2 * Self.limit { rewrite(kept, path) }
    return kept
  }

  /// Adds a line; a history that cannot be written is no reason to stop.
  func append(_ line: String) {
    guard let path, !line.utf8.contains(10) else { return }
    PrivateFolder.make(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
    let descriptor = open(
      path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    fchmod(descriptor, 0o600)
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  private func rewrite(_ lines: [String], _ path: String) {
    _ = try? AtomicFile.write(
      Array((lines.joined(separator: "\n") + "\n").utf8), to: path, mode: 0o600)
  }
}
