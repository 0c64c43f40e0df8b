import Language

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
    let text = Self.line(progress, elapsed: Self.seconds(now - start))
    stream.write("\r\(DisplayWidth.cut(Printable.of(text), to: max(10, width() - 1)))\u{1B}[K")
    isShown = true
  }

  public func milestone(_ line: String) {}

  public func clear() {
    if isShown { stream.write("\r\u{1B}[K") }
    isShown = false
    start = nil
    last = nil
  }

  /// `epoch 2 of 8  41 %  loss 0.412  1 min 20 s left`.
  static func line(_ progress: Progress, elapsed: Double) -> String {
    var parts = [progress.label]
    if let fraction = progress.fraction {
      parts.append("\(NumberFormat.fixed(min(1, max(0, fraction)) * 100, 0)) %")
    }
    if !progress.detail.isEmpty { parts.append(progress.detail) }
    if let fraction = progress.fraction, fraction > 0.01, fraction < 1, elapsed > 1 {
      parts.append(NumberFormat.duration(elapsed / fraction - elapsed) + " left")
    }
    return parts.joined(separator: "  ")
  }

  private static func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
  }
}

/// One line an epoch, for logs.
public final class ProgressLog: ProgressSink {
  private let stream: OutputStream

  public init(_ stream: OutputStream) { self.stream = stream }

  public func update(_ progress: Progress) {}
  public func milestone(_ line: String) { stream.write(Printable.of(line) + "\n") }
  public func clear() {}
}
