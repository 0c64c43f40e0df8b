import Language
import Notebook
import Reports
import Sessions
import Testing

extension Engine {
  /// What a line answers, which must not fail.
  func report(_ line: String) throws -> Report {
    let turn = try #require(execute(line))
    return try #require(turn.report, "\(line): \(turn.diagnostic?.message ?? "")")
  }

  /// What a session records of a line, error or not.
  func text(_ line: String) throws -> String {
    RecordingText.lines(try #require(execute(line))).map(\.text).joined(separator: "\n")
  }
}

extension Report {
  /// As a wide screen without colours shows it.
  var shown: String { TextRenderer().text(self) }

  /// The objects of a list.
  func rows(_ key: String) -> [JSONObject] { values.rows(key) }
}

extension [OutputLine] {
  /// Those that a check compares.
  var compared: [OutputLine] { filter { $0.kind != .volatile } }
}
