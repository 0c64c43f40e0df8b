import Language
import Reports
import Tensors
import Workspaces

/// One live line on a terminal, with an estimate of the time that is left.
public final class ProgressLine: ProgressSink {
  private let stream: OutputStream
  private let width: () -> Int
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant?
  private var last: ContinuousClock.Instant?
  private var isShown = false

  /// - Parameter width: asked each time, because terminals are resized.
  public init(_ stream: OutputStream, width: @escaping () -> Int) {
    self.stream = stream
    self.width = width
  }

  public func update(_ progress: Progress) {
    let now = clock.now
    let start = start ?? now
    self.start = start
    if let last, now - last < .milliseconds(100) { return }
    last = now
    let parts = progress.parts.isEmpty ? Self.parts(progress, now - start) : progress.parts
    stream.write("\r\(Self.line(parts, width: max(10, width() - 1)))\u{1B}[K")
    isShown = true
  }

  public func milestone(_ line: String) {}

  public func announce(_ line: String) {
    if isShown { stream.write("\r\u{1B}[K") }
    isShown = false
    stream.write(TextRenderer(width: width()).text(Report(Phrase(line))))
  }

  public func clear() {
    if isShown { stream.write("\r\u{1B}[K") }
    isShown = false
    start = nil
    last = nil
  }

  /// `evaluating a  41 %  batch 12  1 min 20 s left`.
  static func parts(_ progress: Progress, _ elapsed: Duration) -> [Progress.Part] {
    var parts = [Progress.Part([progress.label], rank: 3)]
    let seconds = elapsed.seconds
    guard let fraction = progress.fraction else {
      return parts + [.init([progress.detail, ""], rank: 0)]
    }
    let share = NumberFormat.fixed(min(1, max(0, fraction)) * 100, 0)
    parts.append(.init(["\(share) %", ""], rank: 2))
    parts.append(.init([progress.detail, ""], rank: 0))
    if fraction > 0.01, fraction < 1, seconds > 1 {
      let left = NumberFormat.duration(seconds / fraction - seconds)
      parts.append(.init(["about \(left) left", "≈\(left) left", ""], rank: 1))
    }
    return parts
  }

  /// The parts in a line of at most `width` columns. Each gives way a form at a time, the one of
  /// the lowest rank first.
  static func line(_ parts: [Progress.Part], width: Int) -> String {
    var chosen = parts.map { _ in 0 }
    func text() -> String {
      let shown = zip(parts, chosen).map { $0.forms[$1] }.filter { !$0.isEmpty }
      return Printable.of(shown.joined(separator: "  "))
    }
    let order = parts.indices.sorted { parts[$0].rank < parts[$1].rank }
    for form in 1..<max(1, parts.map(\.forms.count).max() ?? 1) {
      for index in order where form < parts[index].forms.count {
        if DisplayWidth.of(text()) <= width { return text() }
        chosen[index] = form
      }
    }
    return DisplayWidth.cut(text(), to: width)
  }
}

/// One line an epoch, for logs.
public final class ProgressLog: ProgressSink {
  private let stream: OutputStream

  /// Writes to `stream`.
  public init(_ stream: OutputStream) { self.stream = stream }

  public func update(_ progress: Progress) {}
  public func milestone(_ line: String) { stream.write(Printable.of(line) + "\n") }
  public func clear() {}
}
