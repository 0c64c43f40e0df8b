import Language
import Reports

/// A command that failed after part of its work was done: the draft is kept, the report is shown,
/// and the session records the line that was set with `CommandContext.recordAs`.
public struct PartialFailure: Error {
  /// Why it went no further.
  public let diagnostic: Diagnostic
  /// What was done before.
  public let report: Report

  /// A failure that keeps the draft.
  public init(_ diagnostic: Diagnostic, report: Report) {
    self.diagnostic = diagnostic
    self.report = report
  }
}
