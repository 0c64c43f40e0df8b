import Foundation
import Language
import Plots

/// The file that `plot … to=` writes; refused before anything is computed for it.
struct PlotFile {
  private let file: OutputFile
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
    try file.check(for: "\(format.rawValue.uppercased()) file") { $0.starts(with: format.opening) }
  }

  func write(_ charts: [Chart]) throws -> Report {
    try file.write { try VectorChart(charts).bytes(format) }
  }
}

extension VectorChart.Format {
  /// The first bytes of such a file.
  fileprivate var opening: [UInt8] {
    self == .png ? [0x89, 0x50, 0x4E, 0x47] : Array("<?xml".utf8)
  }
}
