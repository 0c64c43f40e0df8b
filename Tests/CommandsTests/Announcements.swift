import Tensors

@testable import Workspaces

/// Notes what a training says before its first batch, and may disturb it later.
final class Announcements: ProgressSink {
  private(set) var lines: [String] = []
  /// Called after each batch, with how many ran.
  var afterBatch: (Int) -> Void = { _ in }
  private var batches = 0

  func update(_ progress: Workspaces.Progress) {
    batches += 1
    afterBatch(batches)
  }

  func milestone(_ line: String) {}
  func announce(_ line: String) { lines.append(line) }
  func clear() { batches = 0 }
}
