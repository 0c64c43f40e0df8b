import Language
import Reports
import Workspaces

/// The last answer, with what was true when it was given.
public struct Answer {
  /// The command that answered.
  public let command: any Command.Type
  /// What was typed.
  public let arguments: BoundArguments
  /// What was printed.
  public let report: Report
  /// The state that it was about.
  public let workspace: Workspace
  /// The line as a session records it.
  public let line: String
}

extension Answer {
  /// What it depends on.
  public var standing: AnswerStanding? { AnswerStanding(command.basis(arguments), workspace) }

  /// The number under `path`; rows of a list are found by their name.
  public func number(_ path: String...) -> Double? { number(path) }

  /// The same for a path that was put together; nil where nothing, or no number, lies there.
  public func number(_ path: [String]) -> Double? {
    JSONValue.object(report.values).value(at: path)?.number
  }

  /// The rows of the list `key`.
  public func rows(_ key: String) -> [JSONObject] { report.values.rows(key) }

  /// The string under `key` of the report; nil where there is none.
  public func word(_ key: String) -> String? { report.values.word(key) }
}

extension JSONValue {
  /// An integer or a real; nil of anything else.
  public var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .real(let number): number
    default: nil
    }
  }
}

extension JSONObject {
  /// An integer or real under `key`; nil where there is none.
  public func number(_ key: String) -> Double? { self[key]?.number }

  /// The objects of the list under `key`; none where there is no list.
  public func rows(_ key: String) -> [JSONObject] {
    guard case .array(let rows)? = self[key] else { return [] }
    return rows.compactMap { if case .object(let row) = $0 { row } else { nil } }
  }

  /// The string under `key`; nil where there is none.
  public func word(_ key: String) -> String? {
    if case .string(let word)? = self[key] { word } else { nil }
  }
}
