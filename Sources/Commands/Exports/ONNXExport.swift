import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

/// The network in use as an ONNX model, for other programs.
enum ONNXExport: ExportFormat {
  static let ending = "onnx"
  static let summary = "the network in use as an ONNX model, for other programs"

  static let options: [Language.Parameter] = [
    .option(
      "opset", .integer(OperatorSet.range), ".onnx: the version of ONNX's operators",
      default: "\(OperatorSet.standard.number)"),
    .option(
      "fold", .toggle, ".onnx: fold batch norms into the layers in front of them", default: "off"),
  ]
  static let details = """
    .onnx: the same network for other programs, input N x channels x height x width, output \
    logits. Operator set \(OperatorSet.standard.number) unless opset= says another: it is the one \
    that most readers take, and later ones compute the same. fold=on leaves no batch norm behind \
    a convolution or linear layer that it alone reads. A network with gates is refused, as by \
    .safetensors and .c: ‘compact’ gives the static one without.
    """

  static func recognises(_ file: PlainFile) -> Bool {
    let opening = file.opening(1024)
    return ONNXModel.openings.contains { opening.starts(with: $0) }
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let whole = try arguments.portableEntry(engine.workspace)
    let entry = try whole.withoutUnread()
    let numbers = entry.network.graph.stateTensors.reduce(0.0) {
      $0 + $1.dimensions.reduce(1.0) { $0 * Double($1) }
    }
    guard numbers * 4 < Double(ONNXModel.limit) * 0.99 else {
      throw arguments.error(
        "too-large",
        "an .onnx file holds at most 2 GiB, the weights take "
          + NumberFormat.quantity(numbers * 4, "B"),
        at: "FILE", hint: "a .safetensors file has no such limit")
    }
    let notes = InputNotes(
      entry.network.graph, engine.workspace.data?.dataset, for: engine.workspace.task)
    let set = arguments.integer("opset").flatMap { OperatorSet($0) } ?? .standard
    let model = try ONNXModel(
      entry.network, name: entry.name, version: Provenance.version, input: notes.text,
      properties: notes.properties + [
        ("pollard_network", NetworkFile.lines(entry).joined(separator: "\n"))
      ], set: set, folding: arguments.toggle("fold") == true)
    var report = Report(portable: whole)
    report.say(
      """
      \(model.operatorCount) operators of set \(set.number), input ‘input’, output ‘logits’, N \
      images at once
      """)
    if model.foldedCount > 0 {
      report.say(
        "\(NumberFormat.counted("batch norm", model.foldedCount)) folded into the layer in front")
    }
    report["operators"] = .integer(model.operatorCount)
    report["opset"] = .integer(set.number)
    report["ir_version"] = .integer(set.formatVersion)
    report["folded"] = .integer(model.foldedCount)
    report["bytes"] = .integer(model.bytes.count)
    return ExportedFile(bytes: model.bytes, report: report)
  }
}
