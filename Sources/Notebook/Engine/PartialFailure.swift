import Language
import Reports

/// A command that failed after part of its work was done: the draft is kept, the report is shown,
/// and the session records the line that was set with `CommandContext.recordAs`.
public struct PartialFailure: Error {
  public let diagnostic: Diagnostic
  public let report: Report

  public init(_ diagnostic: Diagnostic, report: Report) {
    self.diagnostic = diagnostic
    self.report = report
  }
}
