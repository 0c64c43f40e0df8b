import Datasets
import Language
import Networks
import Reports
import Tensors
import Training
import Workspaces

extension BoundArguments {
  /// The network in use as a file for other programs can hold it: whole, without gates.
  func portableEntry(_ workspace: Workspace) throws -> NetworkEntry {
    let entry = try entry(workspace)
    guard entry.openBlocks.isEmpty else { throw openBlock(entry) }
    guard !entry.network.graph.nodes.isEmpty else {
      throw error(
        .noNetwork, "‘\(entry.name)’ has no layers yet", hint: "‘add linear 10’ adds one")
    }
    guard !entry.network.hasGates else {
      throw error(
        "has-gates", "‘\(entry.name)’ has gates, which other programs cannot ask",
        hint: "‘compact’ gives the static sub-network without them; ‘save FILE’ keeps gates")
    }
    return entry
  }
}

extension NetworkEntry {
  /// The same without the layers that nothing reads, which files for other programs leave out.
  func withoutUnread() throws -> NetworkEntry {
    var entry = self
    entry.run.network = try network.withoutUnread()
    return entry
  }
}

/// What a network reads and what it tells apart, so that another program can feed it.
struct InputNotes {
  /// A sentence for people.
  let text: String
  /// The same for programs: texts by name.
  let properties: [(name: String, value: String)]

  /// - Parameter data: the data in use, which say how numbers are normalised if they fit.
  init(_ graph: Graph, _ data: Dataset?, for task: any Task) {
    guard let data, data.shape == graph.input,
      task.obstacle(output: graph.output, dataset: data) == nil
    else {
      text = "numbers normalised as they were in training"
      properties = []
      return
    }
    var divisor = 1
    if data.training.areBytes { divisor = 255 }
    func list(_ numbers: [Double]) -> String {
      numbers.map { "\($0)" }.joined(separator: ",")
    }
    let mean = list(data.normalisation.mean)
    let deviation = list(data.normalisation.deviation)
    text =
      "(x / \(divisor) - mean) / deviation, by channel: mean \(mean), deviation \(deviation)"
    let names = JSONValue.array(data.classNames.map { .string($0) }).description
    properties =
      [("input_divisor", "\(divisor)"), ("input_mean", mean), ("input_deviation", deviation)]
      + (task.isAboutClasses ? [("classes", names)] : [])
  }
}
