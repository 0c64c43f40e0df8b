import Costs
import Networks
import Pruning

/// What an inference and a training step read and write.
extension FlopsCommand {
  static func addBytes(
    _ entry: NetworkEntry, batch: Int, _ optimizer: Optimizer, layers: Bool,
    to report: inout Report
  ) throws {
    let dense = entry.denseGraph.ownWork
    let isGated = entry.hasOrHadGates
    var networks = [(isGated ? "open" : "all", dense, entry.origin != nil)]
    if isGated {
      let map = GateMap(entry.network.graph)
      let now = ExpectedWork(entry.network.graph, map, entry.openness).layers
      networks += [
        ("now (expected)", now, true),
        ("static", try entry.staticNetwork().graph.ownWork, true),
      ]
    }
    let training = TrainingTraffic(dense, batch: batch, optimizer: optimizer.cost)
    let images: Phrase = "\(batch) \(NumberFormat.noun("image", batch))"
    report.say("bytes of an inference, \(images)")
    report.add(inference(networks, batch))
    report.say("bytes of a training step, \(images)\(isGated ? ", everything open" : "")")
    report.add(Self.training(training, entry.origin != nil))
    if layers { report.add(layerTable(dense, training, batch, entry.origin != nil)) }
    report.say(
      """
      numbers of 4 bytes; every layer by itself, nothing fused, nothing cached; weights once a \
      batch; \(optimizer.name) moves \(Int(optimizer.cost.words)) numbers a parameter
      """)
    report.say("not counted: \((notCounted + (isGated ? ["gates"] : [])).joined(separator: ", "))")
    addValues(networks, training, batch, optimizer, to: &report)
  }

  private static let notCounted = [
    "what ReLU and pools keep for their way back", "the loss", "the labels",
  ]

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

  private static func training(_ step: TrainingTraffic, _ isResult: Bool) -> Table {
    var table = Table([
      .init("", .left), .init("weights"), .init("inputs"), .init("outputs"), .init("read"),
      .init("written"),
    ])
    func cells(_ name: String, _ part: Traffic) -> [Phrase] {
      [Phrase(name)]
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
    _ layers: [LayerWork], _ step: TrainingTraffic, _ batch: Int, _ isResult: Bool
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
    _ networks: [(name: String, layers: [LayerWork], isResult: Bool)], _ step: TrainingTraffic,
    _ batch: Int, _ optimizer: Optimizer, to report: inout Report
  ) {
    let keys = networks.count > 1 ? ["", "_now", "_static"] : [""]
    for (key, network) in zip(keys, networks) {
      report["activations\(key)"] = NetworkReports.value(
        Double(batch) * network.layers.total.outputElements)
      report["inference_bytes\(key)"] = value(forward(network.layers, batch))
    }
    report["training_bytes"] = [
      "forward": value(step.forward), "back_to_inputs": value(step.backwardToInputs),
      "back_to_weights": value(step.backwardToWeights), "optimizer": value(step.update),
      "together": value(step.total),
    ]
    report["batch"] = .integer(batch)
    report["optimizer"] = .string(optimizer.name)
    report["byte_layers"] = .array(
      zip(networks[0].layers, step.backward).map { layer, back in
        [
          "name": .string(layer.name), "forward": value(.forward(layer.work, batch: batch)),
          "backward": value(back),
        ]
      })
    report["bytes_not_counted"] = .array((notCounted + ["gates"]).map { .string($0) })
  }
}
