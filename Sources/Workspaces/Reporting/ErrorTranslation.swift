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
    case let data as DatasetError where !data.isInterruption: diagnostic(for: data)
    case let layer as LayerError: Diagnostic("bad-layer", layer.message, hint: layer.hint)
    case let pruning as PruningError:
      Diagnostic(.init(pruning.code), pruning.message, hint: pruning.hint)
    case let library as OptionalLibraryError:
      Diagnostic(
        .init(library.code), library.message, quote: library.quote, hint: library.hint)
    case let chart as ChartError: Diagnostic("not-drawable", chart.description)
    case let canvas as CanvasError: Diagnostic(.cannotWrite, canvas.description)
    case is DatasetError, is Interruption:
      Diagnostic(.interrupted, "interrupted; nothing was changed")
    default: Diagnostic("failed", "\(error)")
    }
  }

  /// The error with the names there are and the nearest one, where a name was mistyped.
  private static func diagnostic(for data: DatasetError) -> Diagnostic {
    var diagnostic = Diagnostic(
      .init(data.code), data.message, quote: data.quote, hint: data.hint)
    switch data.problem {
    case .unknownDataset(let name, let known):
      diagnostic.hint = Suggestions.hint(for: name, among: known, noun: "data set")
    case .noSuchColumn(let name, let columns):
      diagnostic.quote = Self.columns(columns, near: name)
    case .unnamedLabel(let columns): diagnostic.quote = Self.columns(columns, near: "")
    default: break
    }
    return diagnostic
  }

  /// Names of columns are words of a file, so they are for the screen alone. A row may have a
  /// million cells: the first thousand are compared.
  private static func columns(_ columns: [String], near name: String) -> String? {
    let known = columns.prefix(1000).map { DatasetError.Problem.printable($0, limit: 40) }
    return Suggestions.hint(for: name, among: known, noun: "column")
  }
}
