import Language
import Networks
import Notebook
import Reports
import Sessions
import Tensors
import Workspaces

extension ImportCommand {
  /// A network and its weights from a model of ONNX.
  static func model(
    _ path: String, _ arguments: BoundArguments, _ draft: inout Workspace,
    _ context: CommandContext
  ) throws -> Report {
    guard arguments.toggle("partial") != true else {
      throw arguments.error(
        "does-not-fit", "‘partial’ takes weights into the network in use; an .onnx file brings one",
        at: "partial", hint: "leave it out")
    }
    for option in ["into", "map"] where arguments.isTyped(option) {
      throw arguments.error(
        "needless-option", "‘\(option)’ is for .safetensors files, and ‘\(path)’ is none",
        at: option, hint: "leave it out: an .onnx file brings its network")
    }
    let found = try network(of: path, arguments, context)
    try NetworkFile.requireRoom(for: found.graph, of: path)
    var entry = NetworkEntry(
      name: try name(arguments, or: stem(path), draft), network: try found.network(), spec: "new")
    entry.isImported = true
    entry.nodeNames = found.originals
    for note in found.notes { context.warn(note) }
    draft.entry = entry
    var report = NetworkReports.summary(entry)
    let operators = found.operatorCount
    report.say(
      """
      \(NumberFormat.counted("operator", operators)) of set \(found.operatorSet) as \
      \(NumberFormat.counted("layer", found.graph.nodes.count))
      """)
    report.say("file \(arguments.text("FILE") ?? path)", volatile: true)
    report["file"] = .string(path)
    report["operators"] = .integer(operators)
    report["opset"] = .integer(found.operatorSet)
    return report
  }

  /// The model's layers; a diagnostic says what it is where it is none that is read.
  private static func network(
    of path: String, _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> ONNXNetwork {
    do {
      let file = try ONNXFile(path, stop: context.stop)
      return try ONNXNetwork(
        file,
        input: arguments.imageShape("input"), takesLogits: arguments.toggle("logits") == true)
    } catch let problem as PlainFile.Problem {
      throw FileError(path, problem)
    } catch let format as ONNXFormatError {
      throw Diagnostic(
        .badFile, "‘\(path)’ holds no network that is read", at: arguments.span("FILE"),
        quote: format.description)
    } catch let unsupported as ONNXUnsupported {
      throw Diagnostic(
        "not-supported",
        "‘\(path)’ has \(NumberFormat.counted("operator", unsupported.refusals.count)) with no "
          + "form here; nothing was built",
        at: arguments.span("FILE"), quote: list(unsupported.refusals),
        hint: "‘help add’ lists the layers there are")
    }
  }

  /// Every operator that has no form here, a line each: its name, its type and the reason.
  private static func list(_ refusals: [ONNXRefusal]) -> String {
    let shown = refusals.prefix(listed).map { refusal in
      [Printable.of(refusal.name), Printable.of(refusal.type), refusal.reason].map {
        DisplayWidth.cut($0, to: 120)
      }
    }
    let widths = (0...1).map { column in
      shown.map { DisplayWidth.of($0[column]) }.max() ?? 0
    }
    let lines = shown.map { cells in
      DisplayWidth.pad(cells[0], to: widths[0]) + "  "
        + DisplayWidth.pad(cells[1], to: widths[1]) + "  " + cells[2]
    }
    return list(lines, of: refusals.count)
  }

  /// The file's name without folder and ending, as far as the language allows it.
  private static func stem(_ path: String) -> String {
    let name = FilePath.split(path).name
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    let allowed = stem.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) ? $0 : "_"
    }
    let text = String(allowed.drop { !$0.isLetter })
    return text.isEmpty ? "imported" : text
  }
}
