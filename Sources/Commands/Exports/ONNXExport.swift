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
    .option(
      "check", .toggle, ".onnx: read the model back and compare it before it is written",
      default: "off"),
  ]
  static let details = """
    .onnx: the same network for other programs, input N x channels x height x width, output \
    logits. Operator set \(OperatorSet.standard.number) unless opset= says another: it is the one \
    that most readers take, and later ones compute the same. fold=on leaves no batch norm behind \
    a convolution or linear layer that it alone reads. check=on reads the model back, as ‘import’ \
    would, and writes it only if both compute the same for 16 drawn inputs. A network with gates \
    is refused, as by .safetensors and .c: ‘compact’ gives the static one without.
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
    let check =
      arguments.toggle("check") == true
      ? try self.check(model, entry.network, arguments, context) : nil
    return ExportedFile(bytes: model.bytes, report: report(whole, model, set, check))
  }

  /// What came of reading the model back; an error where that is not the network.
  private static func check(
    _ model: ONNXModel, _ network: Network, _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> ONNXCheck {
    func failed(_ reason: String) -> Diagnostic {
      arguments.error(
        "check-failed", "the model was not written: \(reason)", at: "check",
        hint: "without check=on it is written all the same; another opset= may be read back")
    }
    let check: ONNXCheck
    do {
      check = try ONNXCheck(model.bytes, of: network, stop: context.stop)
    } catch let error as ONNXFormatError {
      throw failed("read back, \(error.description)")
    } catch let error as ONNXUnsupported {
      let first = error.refusals.first.map { "‘\($0.name)’ (\($0.type)): \($0.reason)" } ?? ""
      throw failed("‘import’ has no form for \(first)")
    }
    guard check.agrees else {
      throw failed(
        "read back, its outputs differ by up to \(check.maxDifference), the largest being "
          + "\(check.maxOutput)")
    }
    return check
  }

  private static func report(
    _ entry: NetworkEntry, _ model: ONNXModel, _ set: OperatorSet, _ check: ONNXCheck?
  ) -> Report {
    var report = Report(portable: entry)
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
    if let check {
      let share = check.maxDifference / max(check.maxOutput, .leastNonzeroMagnitude)
      let figure = Figure(NumberFormat.fixed(share, 6), .promise(.atMost(ONNXCheck.tolerance)))
      report.say(
        "read back: \(check.inputs) drawn inputs differ by at most \(figure) of the largest output")
      report["max_abs_output_difference"] = .real(check.maxDifference)
      report["max_abs_output"] = .real(check.maxOutput)
    }
    return report
  }
}
