import Language
import Reports
import Sessions

extension RecordingText {
  /// The lines of a turn: its report, or its error.
  public static func lines(_ turn: Turn) -> [OutputLine] {
    let report = lines(turn.report ?? Report())
    guard let diagnostic = turn.diagnostic else { return report }
    let error = DiagnosticRenderer().lines(diagnostic, text: turn.input)
    return report + error.map { OutputLine(.error, $0) }
  }
}
