import Costs
import Language
import Networks
import Pruning
import Reports
import Workspaces

/// Everything that is known of a network: what it is, what it costs by layer and term, how it was
/// trained and pruned. Figures have the names that commands give them.
struct NetworkAccount {
  static let format = "pollard account 1"

  private(set) var object = JSONObject()
  private let entry: NetworkEntry
  private let workspace: Workspace

  /// - Parameter ask: answers a typed question.
  init(
    _ entry: NetworkEntry, _ workspace: Workspace, ask: (String) throws -> Report
  ) throws {
    self.entry = entry
    self.workspace = workspace
    object["format"] = .string(Self.format)
    object["version"] = .string(Provenance.version)
    object["arithmetic"] = .string(Provenance.arithmetic)
    object["seed"] = .integer(Int(clamping: workspace.seed))
    object["network"] = network
    object["data"] = Self.data(workspace.data)
    object.append(try ask("flops bytes").values.without(["layers", "byte_layers"]))
    object["layers"] = .array(try layers())
    object["energy"] = .object(try ask("energy").values.without(["layers"]))
    object["devices"] = .array(try devices())
    object["training"] = .object(training(try ask("energy training").values))
    object["method"] = method
    object["evaluation"] = try Self.evaluation(workspace, ask)
    object["gates"] = try gates(ask)
    object["compaction"] = compaction
  }

  private var network: JSONValue {
    [
      "name": .string(entry.name), "spec": .string(entry.spec),
      "input": .string(entry.network.graph.input.description),
      "output": .string(entry.network.graph.output.description),
      "lines": .array(entry.network.graph.lines.map { .string($0) }),
    ]
  }

  private static func data(_ data: LoadedData?) -> JSONValue {
    guard let data else { return .null }
    return [
      "name": .string(data.dataset.name), "shape": .string(data.dataset.shape.description),
      "classes": .array(data.dataset.classNames.map { .string($0) }),
      "train": .integer(data.dataset.training.count), "test": .integer(data.dataset.test.count),
      "batch": .integer(data.batch), "checksum": .string(data.dataset.checksum.description),
    ]
  }

  /// A row for each layer of the dense network: what it was, what it is with everything open, what
  /// is expected under its gates, what the static sub-network does.
  private func layers() throws -> [JSONValue] {
    let model = EnergyModel(workspace.device)
    let fixed = try entry.staticGraph().work
    let open = works(entry.denseGraph.ownWork)
    let now = works(
      ExpectedWork(entry.network.graph, GateMap(entry.network.graph), entry.openness).layers)
    let still = works(fixed)
    let joules = energies(model.inference(fixed))
    let dense = energies(model.inference(entry.denseLayers))
    return entry.denseLayers.map { layer in
      let name = layer.name
      let work = open[name] ?? .zero
      let node = entry.denseGraph.nodes.first { $0.name == name }
      let energy = joules[name]
      return [
        "name": .string(name), "type": JSONValue(node?.layer.text),
        "output": JSONValue(node?.shape.description),
        "macs": NetworkReports.value(work.multiplyAdds), "flops": NetworkReports.value(work.flops),
        "connections": NetworkReports.value(work.connections),
        "parameters": NetworkReports.value(work.parameters),
        "macs_now": NetworkReports.value((now[name] ?? .zero).multiplyAdds),
        "macs_static": NetworkReports.value((still[name] ?? .zero).multiplyAdds),
        "connections_static": NetworkReports.value((still[name] ?? .zero).connections),
        "dense_macs": NetworkReports.value(layer.work.multiplyAdds),
        "bytes": Self.bytes(work),
        "joules": .real(energy?.energy.joules.value ?? 0),
        "compute_joules": .real(energy?.energy.computeJoules.value ?? 0),
        "memory_joules": .real(energy?.energy.memoryJoules.value ?? 0),
        "time_joules": .real(energy?.energy.timeJoules.value ?? 0),
        "dense_joules": .real(dense[name]?.energy.joules.value ?? 0),
        "bound": JSONValue(energy?.bound.rawValue), "kind": "estimated",
        "device": .string(model.device.name),
      ]
    }
  }

  /// An image on each device, the static sub-network beside the dense one.
  private func devices() throws -> [JSONValue] {
    let fixed = try entry.staticGraph().work
    return DeviceCatalog.all.filter { $0.purpose == .inference }.map { device in
      let model = EnergyModel(device)
      let now = model.inference(fixed)
      let dense = model.inference(entry.denseLayers)
      return [
        "device": .string(device.name), "joules": .real(now.joules.value),
        "dense_joules": .real(dense.joules.value), "saved": .real(now.saved(against: dense)),
        "compute_joules": .real(now.perImage.computeJoules.value),
        "memory_joules": .real(now.perImage.memoryJoules.value),
        "time_joules": .real(now.perImage.timeJoules.value),
        "kind": .string(now.kind.rawValue), "source": .string(now.source),
        "basis": .string(device.basis.rawValue),
        "uncertainty": JSONValue(ModelStanding(device).uncertainty(batch: 1)),
        "assumed": .array(device.assumedConstants.map { .string($0) }),
      ]
    }
  }

  private func works(_ layers: [LayerWork]) -> [String: Work] {
    Dictionary(layers.map { ($0.name, $0.work) }, uniquingKeysWith: { first, _ in first })
  }

  private func energies(_ estimate: EnergyEstimate) -> [String: EnergyEstimate.Layer] {
    Dictionary(estimate.layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Of an inference of one image, everything open.
  private static func bytes(_ work: Work) -> JSONValue {
    let part = Traffic.forward(work)
    return [
      "weights": NetworkReports.value(part.weights), "inputs": NetworkReports.value(part.inputs),
      "outputs": NetworkReports.value(part.outputs), "read": NetworkReports.value(part.read),
      "written": NetworkReports.value(part.written),
    ]
  }

  private func training(_ energy: JSONObject) -> JSONObject {
    var training = energy
    training["position"] = [
      "epoch": .integer(entry.run.position.epoch), "batch": .integer(entry.run.position.batch),
      "step": .integer(entry.run.position.step),
    ]
    training["epochs"] = .array(
      entry.epochs.map { epoch in
        var row: JSONObject = [
          "epoch": .integer(epoch.epoch), "batches": .integer(epoch.batches),
          "loss": .real(epoch.loss),
        ]
        row.append(epoch.scoreValues)
        row["penalty"] = .real(epoch.penalty)
        row["rate"] = .real(epoch.rate)
        for figure in MethodCatalog.figures {
          row[figure.key] = JSONValue(epoch.account?[figure.key])
        }
        row["test_\(epoch.mark.score.name)"] = JSONValue(epoch.testMark?.value)
        row["validation_\(epoch.mark.score.name)"] = JSONValue(epoch.validationMark?.value)
        return .object(row)
      })
    return training
  }

  /// What `prune` asked for, and what the freeze found.
  private var method: JSONValue {
    guard let method = entry.method else { return .null }
    var told: JSONObject = [
      "method": .string(method.name), "target": JSONValue(method.request.target),
      "removed": JSONValue(entry.activeMethod.map { 1 - $0.share }),
    ]
    var asked = Report()
    asked.put(method.request.cost)
    told.append(asked.values)
    if let report = method.report {
      told.append(MethodReports.report(report, method.request, entry.denseGraph).values)
    }
    return .object(told)
  }

  /// How well it does on the test split as it is now; null without data that fit.
  private static func evaluation(
    _ workspace: Workspace, _ ask: (String) throws -> Report
  ) throws -> JSONValue {
    guard workspace.data != nil else { return .null }
    do {
      return .object(try ask("evaluate").values)
    } catch let error as Diagnostic where error.code != .interrupted {
      return .null
    }
  }

  /// How the gates answer the test split, and which of them stay; null without gates.
  private func gates(_ ask: (String) throws -> Report) throws -> JSONValue {
    guard entry.worksOnGates else { return .null }
    var gates = JSONObject()
    let map = GateMap(entry.network.graph)
    let open = entry.decision(map).open
    gates["decision"] = .array(
      entry.network.gateModules.map { node, _ in
        [
          "layer": .string(entry.network.graph.gatedName(node)),
          "open": .array(map.range(of: node).map { .bool(open[$0]) }),
        ]
      })
    do {
      gates.append(try ask("gates").values)
    } catch is Diagnostic {
      // Without data that fit nobody can be asked; the decision stands all the same.
    }
    return .object(gates)
  }

  private var compaction: JSONValue {
    guard let origin = entry.origin else { return .null }
    let work = entry.network.graph.ownWork.total
    return [
      "of": .string(origin.name), "target": JSONValue(origin.target),
      "target_of": JSONValue(origin.kind?.name), "achieved": .real(origin.achieved),
      "macs_before": NetworkReports.value(origin.denseWork.multiplyAdds),
      "macs": NetworkReports.value(work.multiplyAdds),
      "connections_before": NetworkReports.value(origin.denseWork.connections),
      "connections": NetworkReports.value(work.connections),
      "parameters_before": NetworkReports.value(origin.denseWork.parameters),
      "parameters": NetworkReports.value(work.parameters),
      "proof": origin.proof?.report ?? .null,
    ]
  }
}
