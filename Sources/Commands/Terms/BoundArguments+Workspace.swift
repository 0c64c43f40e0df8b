import Datasets
import Language
import Networks
import Notebook
import Pruning
import Reports
import Tensors
import Training
import Workspaces

extension CommandContext {
  /// Says that a trained network made room for another of its name.
  func warnOfReplacing(_ old: NetworkEntry?) {
    guard let old, old.isTrained else { return }
    warn("the trained network ‘\(old.name)’ was replaced; ‘undo’ brings it back")
  }
}

extension BoundArguments {
  /// The network in use, or an error that says how to get one. Commands that train, ask or gate it
  /// need it whole.
  func entry(_ workspace: Workspace) throws -> NetworkEntry {
    guard let entry = workspace.entry else {
      throw error(
        .noNetwork, "there is no network yet", hint: "try ‘network mlp’, or ‘help network’")
    }
    // Without its end a block has no shortcut, and what is trained would be another network.
    let needsWhole = [CommandGroup.gates, CommandGroup.training].contains(signature.group)
    guard entry.openBlocks.isEmpty || !needsWhole else { throw openBlock(entry) }
    return entry
  }

  func openBlock(_ entry: NetworkEntry) -> Diagnostic {
    error(
      "open-block", "a residual block of ‘\(entry.name)’ is still open",
      hint: "‘add end’ closes it")
  }

  /// The data in use, or an error that says how to get some.
  func data(_ workspace: Workspace) throws -> LoadedData {
    guard let data = workspace.data else {
      throw error(.noData, "there is no data yet", hint: "try ‘data moons’, or ‘help data’")
    }
    return data
  }

  /// The part of the data that `split=` names, with its name; the test part where nothing is typed.
  func part(of dataset: Dataset) throws -> (name: String, examples: Examples) {
    let split = word("split") ?? "test"
    guard let part = dataset[Dataset.Part(typed: split) ?? .test] else {
      throw errorWithoutValidation(dataset, at: "split")
    }
    return (split, part)
  }

  func errorWithoutValidation(_ dataset: Dataset, at name: String) -> Diagnostic {
    error(
      "no-split", "no validation part was set aside", at: name,
      hint: "‘data \(dataset.name) validation=10%’ sets one aside")
  }

  /// Data and network that fit each other.
  func dataFitting(_ network: Network, _ workspace: Workspace) throws -> LoadedData {
    let data = try data(workspace)
    guard data.dataset.shape == network.graph.input else {
      throw error(
        "wrong-shape",
        "the network takes \(network.graph.input), the data \(data.dataset.name) gives "
          + "\(data.dataset.shape)",
        hint: "build the network again with ‘network … input=\(data.dataset.shape)’")
    }
    try refuse(network, for: workspace.task, on: data.dataset)
    return data
  }

  /// Refuses a network whose output, or data whose records, are not what the task is about.
  func refuse(_ network: Network, for task: any Task, on dataset: Dataset) throws {
    // An empty network puts out its input, whatever its shape.
    let output = network.graph.output
    guard
      let obstacle = task.obstacle(
        output: network.graph.nodes.isEmpty ? Shape(output.size) : output, dataset: dataset)
    else { return }
    throw error("wrong-shape", obstacle.message, hint: obstacle.hint)
  }

  /// Refuses what asks about classes where the task has none.
  func refuseWithoutClasses(_ task: any Task, at name: String) throws {
    guard !task.isAboutClasses else { return }
    throw error(
      .badValue, "‘task \(task.name)’ has no classes", at: name,
      hint: "leave it out, or go back with ‘task \(TaskCatalog.standard.name)’")
  }

  /// Refuses to train with smoothed labels where there are no labels.
  func refuseSmoothing(_ workspace: Workspace) throws {
    let (task, smoothing) = (workspace.task, workspace.optimizer.smoothing)
    guard smoothing > 0, task.objective.smoothed(by: smoothing) == nil else { return }
    throw error(
      .badValue,
      "‘task \(task.name)’ has no labels, and smoothing=\(NumberFormat.plain(smoothing)) is asked "
        + "for", hint: "optimizer smoothing=0")
  }

  /// Refuses to train a network without weights.
  func refuseEmpty(_ entry: NetworkEntry) throws {
    guard !entry.network.readParameters.isEmpty else {
      throw error(
        .noNetwork, "‘\(entry.name)’ has nothing to train", hint: "‘add linear 10’ adds weights")
    }
  }

  /// The entry with its gates asked about training images, where they have trained and no method
  /// keeps count of them; without fitting data they are taken as they are set, else as open.
  func asking(
    _ entry: NetworkEntry, _ workspace: Workspace, _ context: CommandContext
  ) throws(Interruption) -> NetworkEntry {
    guard entry.network.hasGates, entry.run.position.step > 0,
      entry.method?.openness == nil
    else { return entry }
    guard let data = try? dataFitting(entry.network, workspace) else {
      context.warn(
        "no data are loaded that the gates of ‘\(entry.name)’ could be asked about; "
          + "free ones count as open")
      return entry
    }
    var entry = entry
    entry.asked = try GateObservation.run(
      entry.network, on: data.dataset.training.prefix(Self.askedImages), of: data.dataset,
      for: workspace.task, stop: context.stop
    ).openness
    return entry
  }

  private static var askedImages: Int { 2048 }

  /// An entry by name.
  func entry(
    _ workspace: Workspace, named name: String, at parameter: String, index: Int = 0
  ) throws -> NetworkEntry {
    guard let entry = workspace.networks[name] else {
      throw unknown(
        "network", name, among: workspace.networkNames, at: parameter, index: index,
        none: "there is no network yet; ‘network mlp’ builds one")
    }
    return entry
  }

  /// Refuses a new name that is in use.
  func refuseTaken(_ name: String, _ workspace: Workspace, at parameter: String = "as") throws {
    guard workspace.networks[name] == nil else {
      throw error(
        "name-taken", "there is a network named ‘\(name)’ already", at: parameter,
        hint: "choose another, or ‘drop \(name)’ first")
    }
  }

  /// The nodes that the patterns of `parameter` name.
  ///
  /// - Parameters:
  ///   - noun: what `names` are.
  ///   - obstacle: why a layer is not among them, where it is one all the same.
  func nodes(
    _ parameter: String, among names: [String], noun: String = "layer",
    obstacle: (_ name: String, _ index: Int) -> Diagnostic? = { _, _ in nil }
  ) throws -> [String] {
    var found: [String] = []
    for (index, value) in all(parameter).enumerated() {
      guard let pattern = value.value.pattern else { continue }
      let matching = names.filter { pattern.matches($0) }
      guard !matching.isEmpty else {
        throw obstacle(pattern.text, index)
          ?? Diagnostic.unknown(
            noun, pattern.text, among: names, code: "unknown-layer", at: span(parameter, index),
            none: "there is no layer yet; ‘add linear 10’ adds one")
      }
      found += matching.filter { !found.contains($0) }
    }
    return found
  }
}

extension BoundArguments {
  /// A layer's error, pointing at the word it names where that word was typed.
  func error(_ error: LayerError, among parameter: String) -> Diagnostic {
    let hint =
      error.hint
      ?? error.word.flatMap {
        Suggestions.hint(
          for: $0, among: error.known, noun: "option", others: signature.otherWords)
      }
    return Diagnostic(
      "bad-layer", error.message, at: place(of: error, among: parameter) ?? verbSpan, hint: hint)
  }

  private func place(of error: LayerError, among parameter: String) -> Span? {
    guard let word = error.word else { return nil }
    let words = all(parameter).map { $0.text }
    // A square window may have been typed as one number.
    if let index = words.firstIndex(of: word) ?? words.lastIndex(where: { "\($0)x\($0)" == word }) {
      return span(parameter, index)
    }
    for pair in pairs {
      if word == "\(pair.name)=\(pair.value)" || word == pair.value { return pair.valueSpan }
      if word == pair.name { return pair.nameSpan }
    }
    return isTyped("name") && value("name")?.text == word ? span("name") : nil
  }
}
