import Language

/// Turns errors of the rooms below into diagnostics.
enum ErrorTranslation {
  static func diagnostic(for error: any Error) -> Diagnostic {
    switch error {
    case let diagnostic as Diagnostic: diagnostic
    case let failure as PartialFailure: failure.diagnostic
    case let file as FileError: file.diagnostic
    default: Diagnostic("failed", "\(error)")
    }
  }
}
