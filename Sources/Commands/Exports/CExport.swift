import Language
import Networks
import Notebook
import Reports
import Tensors
import Workspaces

/// The network in use as one file of C99, for a program without libraries: a microcontroller's.
enum CExport: ExportFormat {
  static let ending = "c"
  static let summary = "the network in use as one file of C99, weights inside"
  static let options: [Language.Parameter] = [
    .option(
      "large", .toggle, ".c: write more than \(NumberFormat.quantity(limit, "B")) of weights too",
      default: "off")
  ]
  static let details = """
    .c: ‘int pollard_infer(const float *in, float *out)’ for one image, channel by channel, with \
    static memory and no library but the language's own (cc -std=c99 … -lm). Batch norm is folded \
    in; the answer tells the weights' bytes and those that layers need for what they put out.
    """

  /// Bytes of weights that nobody has to ask for: about four times as many are written.
  private static let limit = 32e6

  static func recognises(_ file: PlainFile) -> Bool {
    file.opening(CSource.opening.count) == CSource.opening
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let whole = try arguments.portableEntry(engine.workspace)
    let entry = try whole.withoutUnread()
    let work = entry.network.graph.work.total
    guard 4 * work.parameters <= limit || arguments.toggle("large") == true else {
      throw arguments.error(
        "too-large",
        "‘\(entry.name)’ has \(NumberFormat.quantity(4 * work.parameters, "B")) of weights, and "
          + "source of more than \(NumberFormat.quantity(limit, "B")) takes a compiler long",
        at: "FILE", hint: "large=on writes it all the same; ‘compact’ makes it smaller")
    }
    context.stop.require(MemoryNeed.weights(entry.network.graph))
    let notes = InputNotes(
      entry.network.graph, engine.workspace.data?.dataset, for: engine.workspace.task)
    let classes = notes.properties.filter { $0.name == "classes" }.map(\.value)
    let source = try CSource(
      entry.network, name: entry.name, version: Provenance.version,
      notes: ["Numbers that it wants to see: \(notes.text)."]
        + classes.map { "Classes, in order: \($0)." },
      stop: context.stop)
    var bytes = 0
    try source.write { bytes += $0.count }
    return ExportedFile(report: report(whole, source, bytes)) { try source.write($0) }
  }

  private static func report(_ entry: NetworkEntry, _ source: CSource, _ bytes: Int) -> Report {
    let work = entry.network.graph.ownWork.total
    let dense = entry.denseTotal
    var report = Report(portable: entry)
    let weights = Double(source.weightBytes)
    let activations = Double(source.activationBytes)
    report.say(
      """
      \(NetworkReports.count(work.multiplyAdds, entry.rule(dense: dense.multiplyAdds))) \
      multiply-adds, \
      \(Figure.quantity(weights, "B", entry.rule(dense: 4 * dense.parameters))) of weights, \
      \(Figure.quantity(activations, "B", entry.rule(dense: activations))) of memory for what \
      layers put out
      """)
    report.say("\(NumberFormat.quantity(Double(bytes), "B")) of source", volatile: true)
    report["macs"] = NetworkReports.value(work.multiplyAdds)
    report["flops"] = NetworkReports.value(2 * work.multiplyAdds)
    report["weight_bytes"] = .integer(source.weightBytes)
    report["activation_bytes"] = .integer(source.activationBytes)
    report["bytes"] = .integer(bytes)
    return report
  }
}
