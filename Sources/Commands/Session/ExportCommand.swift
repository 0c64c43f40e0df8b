import Language
import Notebook
import Reports

/// `export FILE`: the ending says the format.
enum ExportCommand: NotebookCommand {
  static let signature = Signature(
    "export", group: CommandGroup.notebook, "writes a file for people or other programs",
    positionals: [
      .required(
        "FILE", .path, "the file; its ending is one of those below", isWritten: true
      ).offering(ExportCatalog.all.map { Candidate($0.example, $0.summary) })
    ],
    options: ExportCatalog.all.flatMap { $0.options },
    examples: ExportCatalog.all.map { .init("export \($0.example)", $0.summary) },
    details: """
      The ending says what is written: \(ValueType.either(endings)). The file is written whole. \
      One that ‘export’ wrote is replaced, any other is refused.

      \(ExportCatalog.all.map { $0.details }.filter { !$0.isEmpty }.joined(separator: "\n\n"))
      """)

  static let kind = CommandKind.question

  static func run(
    _ arguments: BoundArguments, steering engine: Engine, in context: CommandContext
  ) throws -> Report {
    var file = try OutputFile(arguments, "FILE", context)
    let format = try format(of: file, arguments)
    try refuseOptions(ofOthersThan: format, arguments)
    try file.check(for: ".\(format.ending) file of ‘export’") { format.recognises($0) }
    let made = try format.make(arguments, of: engine, in: context)
    var report = made.report
    report["format"] = .string(format.ending)
    if let companion = made.companion {
      var beside = file.beside(companion.ending)
      try beside.check(for: ".\(companion.ending) file of ‘export’") {
        $0.opening(companion.opening.count) == companion.opening
      }
      let written = try beside.write { companion.bytes }
      report.append(written)
      report["companion"] = written["file"]
    }
    report.append(
      try file.write { target in try made.write { try target.put($0, stop: context.stop) } })
    if format.showsSession { context.leaveUnrecorded() }
    return report
  }

  private static var endings: [String] { ExportCatalog.all.map { "." + $0.ending } }

  private static func format(
    of file: OutputFile, _ arguments: BoundArguments
  ) throws -> any ExportFormat.Type {
    if let format = ExportCatalog.find(file.ending) { return format }
    let found = file.ending.isEmpty ? "no ending" : "‘.\(file.ending)’"
    throw arguments.error(
      .badValue, "expected a file that ends in \(ValueType.either(endings)), found \(found)",
      at: "FILE",
      hint: hint(file))
  }

  private static func refuseOptions(
    ofOthersThan format: any ExportFormat.Type, _ arguments: BoundArguments
  ) throws {
    for other in ExportCatalog.all where other.ending != format.ending {
      for option in other.options where arguments.isTyped(option.name) {
        throw arguments.error(
          .badValue, "\(option.name)= is for a .\(other.ending) file, not for .\(format.ending)",
          at: option.name, hint: "leave it out, or name a file that ends in .\(other.ending)")
      }
    }
  }

  /// The line that was probably meant.
  private static func hint(_ file: OutputFile) -> String {
    let stem = file.ending.isEmpty ? file.path : String(file.path.dropLast(file.ending.count + 1))
    func named(_ ending: String) -> String { "‘export \(Quoting.quoted("\(stem).\(ending)"))’" }
    return switch file.ending {
    case "pollard": "‘save \(Quoting.quoted(file.path))’ writes the session"
    case "pt", "pth", "bin", "ckpt", "h5", "pb", "npz": "\(named("safetensors")) writes the weights"
    case "pdf", "htm", "doc": "\(named("html")) writes a page"
    case "txt": "\(named("md")) writes text"
    case "xls", "xlsx", "tsv": "\(named("csv")) writes a table"
    case "svg", "png": "‘plot loss to=\(Quoting.quoted(file.path))’ draws a chart"
    default: "‘help export’ says what each holds; \(named("html")) writes a page of the session"
    }
  }
}
