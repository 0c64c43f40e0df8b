import Language
import Notebook
import Plots
import Reports

/// The file that `plot … to=` writes; refused before anything is computed for it.
struct PlotFile {
  private var file: OutputFile
  private let format: VectorChart.Format

  /// - Parameter subject: names a file in the hint.
  init(_ arguments: BoundArguments, of subject: String, _ context: CommandContext) throws {
    file = try OutputFile(arguments, "to", context)
    guard let format = VectorChart.Format(rawValue: file.ending) else {
      throw arguments.error(
        .badValue, "a chart is drawn as .svg or .png, found ‘\(file.path)’", at: "to",
        hint: "try to=\(subject).svg")
    }
    self.format = format
    try file.check(for: "\(format.rawValue.uppercased()) file of ‘plot’") {
      VectorChart.isDrawn($0.opening(VectorChart.markEnd), format)
    }
  }

  func write(_ charts: [Chart]) throws -> Report {
    try file.write { try VectorChart(charts).bytes(format) }
  }
}
