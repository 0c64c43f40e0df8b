import Language
import Sessions

/// Replays a session or script and rewrites its recorded output.
public struct SessionRecording {
  /// What became of the file; only `written` may have changed it.
  public enum Outcome {
    case written(cells: Int, changed: Bool)
    case failed(Diagnostic, input: String, line: Int)
    case interrupted
  }

  /// Runs the file; nothing is written unless every cell runs as expected.
  ///
  /// - Parameter warn: called for a recorded error that did not happen again.
  public static func run(_ rerun: SessionRerun, warn: (String) -> Void) throws -> Outcome {
    try rerun.file.requireLines(named: rerun.path)
    var elements: [SessionElement] = []
    var count = 0
    var hasQuit = false
    for element in rerun.file.elements {
      // After ‘quit’ nothing runs, and what is written there stays as it is.
      guard !hasQuit, case .cell(var cell) = element else {
        elements.append(element)
        continue
      }
      count += 1
      do {
        if let turn = try rerun.turn(cell) {
          if let diagnostic = turn.diagnostic, !cell.expectsError {
            return .failed(diagnostic, input: cell.input, line: cell.line)
          }
          if turn.isSuccess, cell.expectsError {
            warn("\(rerun.path), line \(cell.line): the recorded error did not happen")
          }
          cell.outputs = RecordingText.lines(turn)
          hasQuit = turn.quitCode != nil
        }
      } catch .interrupted {
        return .interrupted
      } catch .missingData(let diagnostic), .refused(let diagnostic) {
        return .failed(diagnostic, input: cell.input, line: cell.line)
      }
      elements.append(.cell(cell))
    }
    var file = rerun.engine.sessionFile
    file.elements = elements
    file.shellLine = rerun.file.shellLine
    let before = try TextFile.read(rerun.path)
    if file.text != before { try AtomicFile.write(file.text, to: rerun.path) }
    return .written(cells: count, changed: file.text != before)
  }
}
