import Costs
import Networks
import Pruning
import Reports
import Training
import Workspaces

/// What an inference and a training step read and write.
extension FlopsCommand {
  static func addBytes(
    _ entry: NetworkEntry, batch: Int, _ optimizer: any Optimizer, layers: Bool,
    to report: inout Report
  ) throws {
    let dense = entry.denseGraph.ownWork
    let isGated = entry.isPruned
    var networks = [(isGated ? "open" : "all", dense, entry.origin != nil)]
    if isGated {
      let map = GateMap(entry.network.graph)
      let now = ExpectedWork(entry.network.graph, map, entry.openness).layers
      networks += [
        ("now (expected)", now, true),
        ("static", try entry.staticGraph().ownWork, true),
      ]
    }
    let step = TrainingStep(dense, batch: batch, optimizer: optimizer.cost)
    let images: Phrase = "\(batch) \(NumberFormat.noun("image", batch))"
    report.say("bytes of an inference, \(images)")
    report.add(inference(networks, batch))
    report.say("bytes of a training step, \(images)\(isGated ? ", everything open" : "")")
    report.add(training(step, entry.origin != nil))
    report.say(multiplyAdds(step, entry.origin != nil))
    if layers { report.add(layerTable(dense, step, batch, entry.origin != nil)) }
    report.say(
      """
      numbers of 4 bytes; every layer by itself, nothing fused, nothing cached; weights once a \
      batch; \(optimizer.name) moves \(Int(optimizer.cost.words)) numbers a parameter
      """)
    tellPeaks(entry.denseGraph, batch, to: &report)
    let left = notCounted(entry.denseGraph) + (isGated ? ["gates"] : [])
    report.say("not counted: \(left.joined(separator: ", "))")
    addValues(networks, step, batch, optimizer, to: &report)
    report["bytes_not_counted"] = .array(left.map { .string($0) })
  }

  /// What is held at once, about; a figure beside those of bytes moved, which sessions of before
  /// have not.
  private static func tellPeaks(_ graph: Graph, _ batch: Int, to report: inout Report) {
    // As everywhere here, without the layers that nothing reads.
    let unread = MemoryNeed.weights(graph) - graph.work.total.parameters * 8
    let step = MemoryNeed.training(graph, batch: batch) - unread
    let inference = MemoryNeed.inference(graph, batch: batch) - unread
    report.say(
      """
      held at once, about: \(NumberFormat.quantity(step, "B")) in a training step (the outputs of \
      all layers, or their gradients; weights, gradients, what the optimizer keeps), \
      \(NumberFormat.quantity(inference, "B")) in an inference
      """, volatile: true)
    report["training_peak_bytes"] = NetworkReports.value(step)
    report["inference_peak_bytes"] = NetworkReports.value(inference)
  }

  /// What moves numbers and is in no row; a flatten moves none.
  private static func notCounted(_ graph: Graph) -> [String] {
    var kinds: [String] = []
    for layer in graph.operations
    where layer.isRead && layer.work == .zero && layer.kind != .flatten {
      if !kinds.contains(layer.kind.rawValue) { kinds.append(layer.kind.rawValue) }
    }
    return kinds + ["what ReLU and pools keep for their way back", "the loss", "the labels"]
  }

  private static func multiplyAdds(_ step: TrainingStep, _ isResult: Bool) -> Phrase {
    func figure(_ number: Double) -> Figure {
      NetworkReports.count(number, isResult ? .total(dense: number) : .derived)
    }
    let total = step.total.multiplyAdds
    return """
      multiply-adds of the step: \(figure(step.forward.multiplyAdds)) forward, \
      \(figure(step.backwardToInputs.multiplyAdds)) back to inputs, \
      \(figure(step.backwardToWeights.multiplyAdds)) back to weights; together \(figure(total)), \
      \(figure(2 * total)) FLOPs
      """
  }

  private static func inference(
    _ networks: [(name: String, layers: [LayerWork], isResult: Bool)], _ batch: Int
  ) -> Table {
    var table = Table([
      .init("", .left), .init("activations"), .init("weights"), .init("inputs"), .init("outputs"),
      .init("moved"),
    ])
    let whole = sides(networks[0].layers, batch)
    for network in networks {
      let cells = zip(sides(network.layers, batch), whole).map { number, dense -> Phrase in
        "\(NetworkReports.count(number, network.isResult ? .total(dense: dense) : .derived))"
      }
      table.add(["\(network.name)"] + cells)
    }
    return table
  }

  /// Activations in numbers; bytes of weights, inputs, outputs, and together.
  private static func sides(_ layers: [LayerWork], _ batch: Int) -> [Double] {
    let traffic = forward(layers, batch)
    return [
      Double(batch) * layers.total.outputElements, traffic.weights, traffic.inputs,
      traffic.outputs, traffic.moved,
    ]
  }

  private static func forward(_ layers: [LayerWork], _ batch: Int) -> Traffic {
    layers.reduce(.zero) { $0 + .forward($1.work, batch: batch) }
  }

  private static func training(_ step: TrainingStep, _ isResult: Bool) -> Table {
    var table = Table([
      .init("", .left), .init("weights"), .init("inputs"), .init("outputs"), .init("read"),
      .init("written"),
    ])
    func cells(_ name: String, _ pass: TrainingStep.Part) -> [Phrase] {
      let part = pass.traffic
      return [Phrase(name)]
        + [part.weights, part.inputs, part.outputs, part.read, part.written].map {
          "\(NetworkReports.count($0, isResult ? .total(dense: $0) : .derived))"
        }
    }
    table.add(cells("forward", step.forward))
    table.add(cells("back to inputs", step.backwardToInputs))
    table.add(cells("back to weights", step.backwardToWeights))
    table.add(cells("optimizer", step.update))
    table.addTotal(cells("together", step.total))
    return table
  }

  private static func layerTable(
    _ layers: [LayerWork], _ step: TrainingStep, _ batch: Int, _ isResult: Bool
  ) -> Table {
    var table = Table([
      .init("layer", .left), .init("weights"), .init("inputs"), .init("outputs"),
      .init("way back"),
    ])
    for (layer, back) in zip(layers, step.backward) where layer.work != .zero {
      let part = Traffic.forward(layer.work, batch: batch)
      let cells = [part.weights, part.inputs, part.outputs, back.moved].map {
        number -> Phrase in "\(NetworkReports.count(number, isResult ? .gates : .derived))"
      }
      table.add(["\(layer.name)"] + cells)
    }
    return table
  }

  private static func value(_ part: Traffic) -> JSONValue {
    [
      "weights": NetworkReports.value(part.weights), "inputs": NetworkReports.value(part.inputs),
      "outputs": NetworkReports.value(part.outputs), "read": NetworkReports.value(part.read),
      "written": NetworkReports.value(part.written),
    ]
  }

  private static func addValues(
    _ networks: [(name: String, layers: [LayerWork], isResult: Bool)], _ step: TrainingStep,
    _ batch: Int, _ optimizer: any Optimizer, to report: inout Report
  ) {
    let keys = networks.count > 1 ? ["", "_now", "_static"] : [""]
    for (key, network) in zip(keys, networks) {
      report["activations\(key)"] = NetworkReports.value(
        Double(batch) * network.layers.total.outputElements)
      report["inference_bytes\(key)"] = value(forward(network.layers, batch))
    }
    report["training_bytes"] = [
      "forward": value(step.forward.traffic),
      "back_to_inputs": value(step.backwardToInputs.traffic),
      "back_to_weights": value(step.backwardToWeights.traffic),
      "optimizer": value(step.update.traffic), "together": value(step.total.traffic),
    ]
    report["training_macs"] = [
      "forward": NetworkReports.value(step.forward.multiplyAdds),
      "back_to_inputs": NetworkReports.value(step.backwardToInputs.multiplyAdds),
      "back_to_weights": NetworkReports.value(step.backwardToWeights.multiplyAdds),
      "together": NetworkReports.value(step.total.multiplyAdds),
    ]
    // What skipping would save is an expectation over the images.
    if networks.count > 1 { report["inference_bytes_now_kind"] = "estimated" }
    report["batch"] = .integer(batch)
    report["optimizer"] = .string(optimizer.name)
    report["byte_layers"] = .array(
      zip(networks[0].layers, step.backward).map { layer, back in
        [
          "name": .string(layer.name), "forward": value(.forward(layer.work, batch: batch)),
          "backward": value(back),
        ]
      })
  }
}
