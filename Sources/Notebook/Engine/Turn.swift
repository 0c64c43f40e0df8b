import Language
import Reports

/// One executed line and what came of it.
public struct Turn {
  /// What came of a line.
  public enum Outcome {
    case success(Report)
    /// With a report if part of the work was done and kept.
    case failure(Diagnostic, Report?)

    /// The same work, ended by `diagnostic`; what was done before stays.
    func failing(_ diagnostic: Diagnostic) -> Outcome {
      switch self {
      case .success(let report): .failure(diagnostic, report)
      case .failure(_, let report): .failure(diagnostic, report)
      }
    }
  }

  /// The number of the cell, from 1.
  public let cell: Int
  /// The full verb, or the first word typed if there is no such command.
  public let command: String
  /// As typed.
  public let input: String
  /// As a session records it: the verb in full, an interrupted command as what really ran.
  public let recorded: String
  /// The answer, or the error.
  public let outcome: Outcome
  /// What the user should know besides the answer.
  public let warnings: [String]
  /// Cut short by Ctrl-C, whether something was kept or not.
  public let isInterrupted: Bool
  /// Set by `quit`.
  public let quitCode: Int?

  /// Whether the line did what it should.
  public var isSuccess: Bool {
    if case .success = outcome { true } else { false }
  }

  /// What there is to print, of a failure what was done before it.
  public var report: Report? {
    switch outcome {
    case .success(let report): report
    case .failure(_, let report): report
    }
  }

  /// The error; nil of a success.
  public var diagnostic: Diagnostic? {
    if case .failure(let diagnostic, _) = outcome { diagnostic } else { nil }
  }
}
