import Costs
import Foundation
import Language
import Notebook
import Plots
import Reports
import Tensors
import Training
import Workspaces

/// `plot gates|loss|accuracy|energy|pareto|roofline|check [to=FILE.svg|.png] [on=DEVICE]`.
enum PlotCommand: Command {
  static let signature = Signature(
    "plot", group: CommandGroup.results, "draws training, gates and costs",
    positionals: [
      .required(
        "SUBJECT",
        .choice(
          ["gates", "loss"] + TaskCatalog.scores.map(\.name) + [
            "energy", "pareto", "roofline", "check",
          ]),
        "what to draw"
      ).explained(
        by: [
          ("gates", "how open the gates of each layer are"), ("loss", "training loss by epoch"),
        ] + TaskCatalog.scores.map { ($0.name, "training \($0.title) by epoch") } + [
          ("energy", "joules of an image by layer"),
          ("pareto", "the score on test images against cost"),
          ("roofline", "the measured rate of each layer below its limits"),
          ("check", "what a device profile predicts against what was measured"),
        ])
    ],
    options: [
      .option(
        "to", .path, "a file to draw too, ending in .svg or .png", names: .file,
        isWritten: true
      ).offering([Candidate("chart.svg", "lines and text"), Candidate("chart.png", "pixels")]),
      DeviceChoice.fixedOption("the device profile of energy, pareto and check"),
      .option("batch", .integer(1...65_536), "images at once of roofline", otherwise: "128"),
      .option("runs", .path, "a folder of runs, for pareto, loss and scores"),
      .option(
        "by", .list(of: .name), "with runs=: parameters, a group for each of their values",
        otherwise: "all that differ, but for the seed"),
    ],
    examples: [
      .init("plot loss", "every trained network, epoch by epoch"),
      .init("plot gates", "how open the gates of each layer are, and how that came about"),
      .init("plot energy on=raspberry-pi-4-fp32"),
      .init("plot pareto to=pareto.svg"),
      .init(
        "plot accuracy runs=target.pollard.sweep by=target,method", "means with their intervals"),
      .init("plot check on=raspberry-pi-4-fp32"),
    ],
    details: """
        loss, \(TaskCatalog.scores.map(\.name).joined(separator: ", ")): each network trained so \
      far, epoch by epoch; that of the test or the validation part too where ‘train’ looked at it
        gates: for each layer the share of gates that all test images open, that all shut, and \
      between; below it what was removed and asked for by epoch, where a method trained
        energy: estimated joules of an image by layer and by what they go to, dense and now
        pareto: the task's score on test images against multiply-adds and joules of each \
      trained network, which it evaluates; of one with gates its static sub-network. Outlines are \
      dominated: another network is no worse in both. Bars are what so many test images leave open \
      of an accuracy, at 95 %.
        roofline: what ‘benchmark layers’ measures, GFLOP/s of each layer's products against their \
      FLOPs a byte, below the limits of arithmetic and of memory; takes seconds
        check: joules that the profile of on= predicts against those measured, each network of \
      ‘devices check’; on the line both agree

      With runs=FOLDER means of many runs are drawn with their 95 % intervals: pareto against \
      multiply-adds and joules, loss and scores along the first parameter of by=, a line for each \
      value of the others.

      A file is written whole; one of the same kind is replaced. Sessions keep charts as volatile \
      lines, 72 columns wide.
      """,
    otherNames: ["draw", "graph", "chart", "figure"],
    otherWords: [
      "acc": "accuracy", "curve": "loss", "losses": "loss", "file": "to", "out": "to",
      "output": "to", "save": "to", "device": "on",
    ])
  static let kind = CommandKind.question
  static func basis(_ arguments: BoundArguments) -> AnswerBasis? {
    switch arguments.word("SUBJECT") {
    case "gates": .evaluation
    case "energy", "roofline": .layers
    case "pareto": AnswerBasis(.all, needsNumbers: true, needsData: true)
    default: AnswerBasis(.all, needsNumbers: true, needsData: false)
    }
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    let subject = try arguments.required("SUBJECT", \.text)
    draft.noteDrawn()
    let file = try arguments.isTyped("to") ? PlotFile(arguments, of: subject, context) : nil
    try refuseOthers(arguments, subject)
    let plot: Plot
    switch subject {
    case _ where arguments.isTyped("runs"): plot = try runs(arguments, subject, context)
    case "loss": plot = try curves(arguments, draft).loss()
    case "gates": plot = try gates(arguments, draft, context)
    case "energy": plot = try energy(arguments, draft, context)
    case "pareto": plot = try pareto(arguments, draft, context)
    case "roofline": plot = try roofline(arguments, draft, context)
    case "check": plot = try check(arguments, draft, context)
    default: plot = try curves(arguments, draft, of: TaskCatalog.score(named: subject))
    }
    var report = plot.report
    if ["energy", "roofline"].contains(subject), let entry = draft.entry {
      report.tellUnread(entry.denseGraph)
    }
    report["subject"] = .string(subject)
    if let file { report.append(try file.write(plot.charts)) }
    return report
  }

  /// Refuses options of other subjects.
  private static func refuseOthers(_ arguments: BoundArguments, _ subject: String) throws {
    if arguments.isTyped("on"), !["energy", "pareto", "check"].contains(subject) {
      throw arguments.error(
        .badValue, "‘on=’ goes with ‘plot energy’, ‘plot pareto’ and ‘plot check’ only", at: "on",
        hint: "leave it out: \(subject) does not depend on a device")
    }
    if arguments.isTyped("batch"), subject != "roofline" {
      throw arguments.error(
        .badValue, "‘batch=’ goes with ‘plot roofline’ only", at: "batch",
        hint: "leave it out: \(subject) does not depend on a batch")
    }
    if arguments.isTyped("by"), !arguments.isTyped("runs") {
      throw arguments.error(
        .badValue, "‘by=’ goes with ‘runs=’ only", at: "by",
        hint: "plot \(subject) runs=FOLDER by=…")
    }
  }

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    var explanation = Explanation(.trained)
    let task = answer.workspace.task
    switch answer.arguments.word("SUBJECT") {
    case _ where answer.arguments.isTyped("runs"):
      explanation.formula("bars", "mean ± t · sd / √n, t of 95 % with n − 1 degrees of freedom")
      explanation.note("‘runs FOLDER’ has the numbers")
    case "loss":
      explanation.formula("loss", "mean over the epoch's images of \(task.objective.formula)")
      explanation.note("\(task.objective.letters); the weights move along the epoch")
    case let name where task.score(named: name ?? "") != nil:
      let score = TaskCatalog.score(named: name)
      explanation.formula("\(score.title) in training", score.runningFormula)
    case "gates":
      explanation.formula("open for all", "gates that every test image opens / gates of the layer")
      explanation.formula("undecided", "gates that some test images open and others shut / gates")
      explanation.source("Zhi et al., arXiv 2302.10798; Docs/Method.md")
    case "energy":
      explanation.formula(
        "joules", "operations × energy each + bytes × energy each + static power × time")
      explanation.note("‘energy layers’ and then ‘explain’ put this network's values in")
      explanation.source("Docs/Energy.md")
    case "roofline":
      explanation.formula(
        "roof", "min(peak × multiply-adds for each product, FLOPs a byte × rate of a copy)")
      explanation.note("bytes: both maps of the batch and the weights, each moved once")
      explanation.source("Williams, Waterman and Patterson, CACM 2009")
    case "check":
      explanation.formula(
        "predicted", "what the profile of on= says of a network that was measured")
      explanation.note("‘devices check’ has the errors, and where each row was published")
    default:
      explanation.formula(
        "dominated",
        "another network has as good a score or better, costs as little or less, and not both "
          + "alike")
      explanation.note("\(task.scores[0].title): \(task.scores[0].formula)")
    }
    return explanation
  }

  private static func curves(
    _ arguments: BoundArguments, _ workspace: Workspace
  ) throws -> TrainingCurves {
    let curves = TrainingCurves(workspace)
    guard curves.curves.isEmpty else { return curves }
    _ = try arguments.entry(workspace)
    throw nothing(arguments, "no network was trained yet", hint: "try ‘train 3’")
  }

  /// The course of a score.
  private static func curves(
    _ arguments: BoundArguments, _ workspace: Workspace, of score: Score
  ) throws -> Plot {
    let curves = try curves(arguments, workspace)
    guard curves.curves.contains(where: { $0.epochs.contains { $0.scores[score.name] != nil } })
    else {
      throw nothing(
        arguments, "no epoch has a \(score.title)",
        hint: "‘plot \(workspace.task.scores[0].name)’ draws that of ‘task \(workspace.task.name)’")
    }
    return try curves.course(of: score)
  }

  /// Of many runs.
  private static func runs(
    _ arguments: BoundArguments, _ subject: String, _ context: CommandContext
  ) throws -> Plot {
    guard
      ["pareto", "loss"].contains(subject)
        || TaskCatalog.scores.contains(where: { $0.name == subject }),
      let table = try arguments.runs("runs", context)
    else {
      throw arguments.error(
        .badValue, "‘runs=’ goes with ‘plot pareto’, ‘plot loss’ and scores only", at: "runs",
        hint: "plot pareto runs=FOLDER")
    }
    for name in ["on", "batch"] where arguments.isTyped(name) {
      throw arguments.error(
        .badValue, "‘\(name)=’ says nothing of runs that are over", at: name, hint: "leave it out")
    }
    let names = try arguments.parameters("by", of: table) ?? table.varying
    let plot = RunsPlot(table: table, names: names)
    do {
      return try subject == "pareto" ? plot.pareto("accuracy") : plot.course(of: subject)
    } catch let refusal as RunsPlot.Refusal {
      throw arguments.error(
        "nothing-to-plot", "there is nothing to draw: \(refusal.message)", at: "runs",
        hint: refusal.hint)
    }
  }

  private static func nothing(
    _ arguments: BoundArguments, _ message: String, hint: String
  ) -> Diagnostic {
    arguments.error(
      "nothing-to-plot", "there is nothing to draw: \(message)", at: "SUBJECT", hint: hint)
  }

  private static func gates(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> Plot {
    let plot = GatePlot(entry: try arguments.entry(workspace))
    guard plot.wide.hasGates || plot.hasCourse else {
      throw arguments.error(
        "no-gates", "‘\(plot.entry.name)’ has no gates", at: "SUBJECT", hint: "try ‘gate attach *’")
    }
    let data =
      plot.wide.hasGates ? try arguments.dataFitting(plot.entry.network, workspace) : nil
    return try plot.plot(data, for: workspace.task, context.stop)
  }

  private static func device(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> DeviceProfile {
    try arguments.device(in: workspace, context.scope)
  }

  private static func check(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> Plot {
    let device = try arguments.device(in: workspace, context.scope, for: .training)
    guard let measurements = DeviceMeasurements.of(device) else {
      throw nothing(
        arguments, "no network was measured on \(device.name)",
        hint: "plot check on=\(DeviceChoice.measured)")
    }
    return try CheckPlot(device: device, measurements: measurements).plot()
  }

  private static func energy(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> Plot {
    let entry = try arguments.asking(arguments.entry(workspace), workspace, context)
    let model = try arguments.model(of: entry.denseLayers, in: workspace, context)
    let layers = try entry.staticGraph().work
    let plot = EnergyPlot(
      name: entry.name, basis: model.device.basis.rawValue,
      dense: model.inference(entry.denseLayers), now: model.inference(layers),
      denseLayers: entry.denseLayers, nowLayers: layers)
    guard plot.now.joules.value > 0 || plot.dense.joules.value > 0 else {
      throw nothing(
        arguments, "‘\(entry.name)’ has no layer that costs anything",
        hint: "‘add linear 10’ adds one")
    }
    return try plot.plot()
  }

  private static func roofline(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> Plot {
    let entry = try arguments.entry(workspace)
    let batch = arguments.integer("batch") ?? 128
    let series = try arguments.layerTimings(of: entry, batch: batch, context.stop)
    guard !series.layers.isEmpty else {
      throw nothing(
        arguments, "‘\(entry.name)’ has no layer with products",
        hint: "‘add linear 10’ adds one")
    }
    return try RooflinePlot(
      name: entry.name, batch: batch, series: series, level: Processor.level.name
    ).plot()
  }

  private static func pareto(
    _ arguments: BoundArguments, _ workspace: Workspace, _ context: CommandContext
  ) throws -> Plot {
    _ = try arguments.entry(workspace)
    let data = try arguments.data(workspace)
    let model = EnergyModel(try device(arguments, workspace, context))
    var candidates: [ParetoPlot.Candidate] = []
    var remarks: [String] = []
    for (index, name) in workspace.networkNames.enumerated() {
      let entry = workspace.networks[name]!
      guard entry.isTrained else {
        remarks.append("‘\(name)’ is left out: it was not trained")
        continue
      }
      do {
        _ = try arguments.dataFitting(entry.network, workspace)
      } catch let error as Diagnostic {
        remarks.append("‘\(name)’ is left out: \(error.message)")
        continue
      }
      if let remark = NetworkReports.unread(entry) { remarks.append(remark) }
      context.progress.update(
        Progress(
          "evaluating \(name)", fraction: Double(index) / Double(workspace.networks.count)))
      try arguments.refuseUnmeasured(model.device, entry.denseLayers)
      let network = try arguments.asking(entry, workspace, context).staticNetwork()
      let found = try Evaluation.run(
        network, on: data.dataset.test, of: data.dataset, for: workspace.task, stop: context.stop)
      let layers = network.graph.work
      candidates.append(
        .init(
          name: name, place: workspace.drawn.firstIndex(of: name), mark: found.mark,
          macs: layers.total.multiplyAdds,
          joules: model.inference(layers).joules.value))
    }
    guard !candidates.isEmpty else {
      throw nothing(
        arguments, "no network in memory was trained on data like ‘\(data.dataset.name)’",
        hint: "try ‘train 3’")
    }
    return try ParetoPlot(
      candidates: candidates, device: model.device.name,
      basis: model.device.basis.rawValue, images: data.dataset.test.count,
      remarks: remarks
    ).plot()
  }
}
