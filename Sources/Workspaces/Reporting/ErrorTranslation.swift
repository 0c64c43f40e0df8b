import Datasets
import Language
import Networks
import Plots
import Pruning
import Sessions
import Tensors

/// Turns errors of the rooms below into diagnostics.
public enum ErrorTranslation {
  /// Keeps code, quote and hint where the error has them; an error of no known type is `failed`.
  public static func diagnostic(for error: any Error) -> Diagnostic {
    switch error {
    case let diagnostic as Diagnostic: diagnostic
    case let failure as PartialFailure: failure.diagnostic
    case let file as FileError: file.diagnostic
    case PlainFile.Problem.interrupted: Diagnostic(.interrupted, "interrupted; nothing was changed")
    case let problem as PlainFile.Problem:
      Diagnostic(.badFile, "a file cannot be read: \(problem.reason)")
    case let data as DatasetError:
      data.isInterruption
        ? Diagnostic(.interrupted, "interrupted; nothing was changed")
        : Diagnostic(.init(data.code), data.message, quote: data.quote, hint: data.hint)
    case let layer as LayerError: Diagnostic("bad-layer", layer.message, hint: layer.hint)
    case let pruning as PruningError:
      Diagnostic(.init(pruning.code), pruning.message, hint: pruning.hint)
    case let chart as ChartError: Diagnostic("not-drawable", chart.description)
    case let canvas as CanvasError: Diagnostic(.cannotWrite, canvas.description)
    case is Interruption: Diagnostic(.interrupted, "interrupted; nothing was changed")
    default: Diagnostic("failed", "\(error)")
    }
  }
}
