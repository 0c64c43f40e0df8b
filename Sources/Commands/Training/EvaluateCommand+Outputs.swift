import Datasets
import Language
import Notebook
import Reports
import Tensors
import Training

extension EvaluateCommand {
  /// The file of `evaluate to=FILE.csv`: a row a record, with what the network puts out for it.
  struct Outputs {
    private var file: OutputFile
    private let names: [String]
    private var lines: [String] = []

    /// The columns in front of the outputs.
    private static let lead = "record,target,answer,"

    /// Nil where no file is asked for.
    init?(
      _ arguments: BoundArguments, _ data: Dataset, of task: any Task, _ context: CommandContext
    ) throws {
      guard arguments.isTyped("to") else { return nil }
      file = try OutputFile(arguments, "to", context)
      guard file.ending == "csv" else {
        throw arguments.error(
          .badValue, "outputs are written as .csv, found ‘\(file.path)’", at: "to",
          hint: "to=outputs.csv")
      }
      names = task.isAboutClasses ? data.classNames : []
      try file.check(for: "table of outputs") {
        $0.opening(64).starts(with: Self.lead.utf8)
      }
    }

    /// Takes the rows of a batch down; the target and the answer are names of classes, and empty
    /// where the task is not about classes.
    mutating func add(_ output: Activations, _ targets: BatchTargets) {
      let (values, size) = (output.images, output.shape.size)
      for image in 0..<output.count {
        let row = values[image * size..<(image + 1) * size]
        var cells = ["\(lines.count)", "", ""]
        if case .classes(let labels) = targets {
          let best = row.indices.max { row[$0] < row[$1] }! - row.startIndex
          cells[1] = name(labels[image])
          cells[2] = name(best)
        }
        lines.append(CSVLine.text(cells + row.map { "\($0)" }))
      }
    }

    private func name(_ index: Int) -> String {
      index < names.count ? names[index] : "\(index)"
    }

    /// - Parameter outputs: numbers that the network puts out.
    func write(outputs: Int) throws -> Report {
      let head = Self.lead + (0..<outputs).map { "output\($0)" }.joined(separator: ",") + "\n"
      return try file.write { Array((head + lines.joined()).utf8) }
    }
  }
}
