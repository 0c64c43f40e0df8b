import Commands
import Notebook
import Reports

/// The shortest front: lines in, text out.
final class PlainFront: EngineObserver {
  private let engine = Engine()
  private let renderer = TextRenderer(width: 100)
  /// What a screen would hold.
  private(set) var text = ""

  init() { engine.add(self) }

  /// Runs a line as if it was typed.
  func run(_ line: String) {
    if let turn = engine.execute(line) { show(turn) }
  }

  /// What a command such as `replay` runs by itself is shown like any other line.
  func didRun(inner turn: Turn) { show(turn) }

  private func show(_ turn: Turn) {
    if let report = turn.report { text += renderer.text(report) }
    for warning in turn.warnings { text += "warning: \(warning)\n" }
    if let diagnostic = turn.diagnostic { text += renderer.text(diagnostic, input: turn.input) }
  }
}
