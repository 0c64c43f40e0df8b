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

  static func recognises(_ file: PlainFile) -> Bool {
    file.opening(1024).starts(with: ONNXModel.opening)
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
    let model = try ONNXModel(
      entry.network, name: entry.name, version: Provenance.version, input: notes.text,
      properties: notes.properties + [
        ("pollard_network", NetworkFile.lines(entry).joined(separator: "\n"))
      ])
    var report = Report(portable: whole)
    report.say(
      """
      \(model.operatorCount) operators of set \(ONNXModel.operatorSet), input ‘input’, output \
      ‘logits’, N images at once
      """)
    report["operators"] = .integer(model.operatorCount)
    report["opset"] = .integer(ONNXModel.operatorSet)
    report["ir_version"] = .integer(ONNXModel.formatVersion)
    report["bytes"] = .integer(model.bytes.count)
    return ExportedFile(bytes: model.bytes, report: report)
  }
}
