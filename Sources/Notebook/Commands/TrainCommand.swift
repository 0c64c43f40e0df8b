import Datasets
import Foundation
import Language
import Networks
import Pruning
import Tensors
import Training

/// `train N [epochs|batches]`, `train until accuracy=…`.
enum TrainCommand: Command {
  static let signature = Signature(
    "train", group: CommandGroup.training, "trains the network in use, gates and weights together",
    positionals: [
      .required("N", .integer(1...1_000_000), "how many", words: ["until"]),
      .optional("unit", .choice(["epochs", "batches"]), "what N counts", default: "epochs"),
    ],
    options: [
      .option("stop", .integer(0...Int.max), "batches of them that really run", otherwise: "all"),
      .option("accuracy", .percent, "with until: the test accuracy to reach"),
      .option("max", .integer(1...1_000_000), "with until: epochs at most", default: "20"),
    ],
    examples: [
      .init("train 3", "three epochs"), .init("train 200 batches"),
      .init("train until accuracy=90% max=20"),
    ],
    details: """
      Ctrl-C stops within half a second; what ran is kept and recorded as ‘train 3 stop=117’, which \
      replays to the batch. A loss that is not finite goes back to the last epoch's edge.
      """)

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let start = try arguments.entry(draft)
    let data = try arguments.dataFitting(start.network, draft)
    guard !start.network.parameters.isEmpty else {
      throw arguments.error(
        .noNetwork, "‘\(start.name)’ has nothing to train", hint: "‘add linear 10’ adds weights")
    }
    let request = try Request(arguments, data)
    var session = TrainingSession(draft, data, request, context)
    let end = try draft.withEntry { entry in try session.train(&entry) }
    let report = try session.report(draft.entry!)
    switch end {
    case .finished:
      break
    case .interrupted:
      context.recordAs(request.line(stoppingAt: session.steps))
      context.markInterrupted()
      context.warn("stopped after \(session.steps) batches; everything that ran is kept")
    case .notFinite(let epoch, let batch):
      context.recordAs(request.line(stoppingAt: session.steps))
      throw PartialFailure(
        arguments.error(
          "not-finite",
          "the loss is not finite in batch \(batch) of epoch \(epoch); the network is back at the "
            + "edge of the epoch before",
          hint: "a smaller learning rate: ‘optimizer sgd lr=…’"), report: report)
    }
    return report
  }

  /// How much was asked for.
  struct Request {
    var steps: Int
    /// Epochs, for horizons that take the first train's.
    var epochs: Double
    var accuracy: Double?
    private let typed: String

    init(_ arguments: BoundArguments, _ data: LoadedData) throws {
      let perEpoch = data.stepsPerEpoch
      if arguments.word("N") == "until" {
        guard let goal = arguments.fraction("accuracy") else { throw arguments.missing("accuracy") }
        let most = arguments.integer("max") ?? 20
        accuracy = goal
        steps = most * perEpoch
        epochs = Double(most)
        typed = "train until accuracy=\(NumberFormat.plain(goal * 100))% max=\(most)"
      } else {
        let count = try arguments.required("N", \.integer)
        let isBatches = arguments.word("unit") == "batches"
        steps = isBatches ? count : count * perEpoch
        epochs = Double(steps) / Double(perEpoch)
        typed = "train \(count)" + (isBatches ? " batches" : "")
      }
      if let stop = arguments.integer("stop") { steps = min(steps, stop) }
    }

    func line(stoppingAt steps: Int) -> String { "\(typed) stop=\(steps)" }
  }
}
