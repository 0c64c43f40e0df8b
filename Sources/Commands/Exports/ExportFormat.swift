import Language
import Notebook
import Reports
import Tensors

/// A kind of file that `export` writes, known by its ending.
///
/// One file in Exports and one line in `ExportCatalog` make a format.
protocol ExportFormat: Sendable {
  /// Without the point, in small letters: `md`.
  static var ending: String { get }

  /// What the file holds: one line without a full stop, for the help.
  static var summary: String { get }

  /// A paragraph for the help; empty where the summary says all.
  static var details: String { get }

  /// Options of this format alone; their summaries begin with its ending.
  static var options: [Parameter] { get }

  /// Whether the file shows the session itself. The line that writes it then stays out of the
  /// session, as that of `save` does, so that the next export shows the same; all other exports are
  /// recorded, as `plot to=` is.
  static var showsSession: Bool { get }

  /// Whether a file that is there already holds what this format writes, and may be replaced.
  static func recognises(_ file: PlainFile) -> Bool

  /// Makes the file; `export` writes it. An error, best made with `arguments.error(…)`, leaves
  /// everything as it is.
  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile
}

extension ExportFormat {
  static var details: String { "" }
  static var options: [Parameter] { [] }
  static var showsSession: Bool { false }

  /// A file as one would name it: beside `run.pollard` lies `run.safetensors` already.
  static var example: String { (showsSession ? "run." : "network.") + ending }
}

/// A file as it will be written, and what there is to say of it.
struct ExportedFile {
  /// Gives the bytes, piece by piece where they are many.
  let write: (_ put: ([UInt8]) throws -> Void) throws -> Void
  var report = Report()
  /// A file that is written beside it, under the same name with another ending.
  var companion: Companion?

  /// A small file that belongs to another one.
  struct Companion {
    /// Without the point.
    let ending: String
    let bytes: [UInt8]
    /// What every file of its kind begins with.
    let opening: [UInt8]
  }

  init(bytes: [UInt8], report: Report = Report()) {
    self.init(report: report) { put in try put(bytes) }
  }

  init(report: Report, write: @escaping (_ put: ([UInt8]) throws -> Void) throws -> Void) {
    self.write = write
    self.report = report
  }
}
