import Costs
import Notebook

/// Joules by the energy model, term by term.
extension Explanation {
  /// The four terms of an estimate for one image, and what they add up to.
  ///
  /// - Parameter list: where the answer has its layers, if a line each is asked for.
  mutating func energy(
    _ layers: [LayerWork], _ model: EnergyModel, batch: Int, list: String? = nil
  ) {
    let device = model.device
    let estimate = model.inference(layers, batch: batch)
    let total = estimate.perImage
    let work = layers.total
    formula("compute", "(multiply-adds + vector operations / 2) × e")
    let compute = (work.multiplyAdds + work.vectorOperations / 2) * device.multiplyAdd.value
    put(
      "(\(NumberText.count(work.multiplyAdds)) + \(NumberText.count(work.vectorOperations)) / 2) × "
        + "\(device.multiplyAdd.text) = \(NumberText.joules(compute))", compute,
      at: ["compute_joules"])
    let memory = memory(layers, model, batch: batch)
    formula("time", "static power × seconds, layer by layer the slower of arithmetic and traffic")
    let time = device.staticPower.value * total.seconds.value
    put(
      "\(device.staticPower.text) × \(NumberText.seconds(total.seconds.value)) = "
        + NumberText.joules(time), time, at: ["time_joules"])
    put(
      "seconds = max(operations / \(device.throughput.text), "
        + "DRAM bytes / \(device.bandwidth.text)) + \(device.launch.text) a launch")
    formula("joules of an image", "compute + memory + time")
    let joules = compute + memory + time
    put(
      "\(NumberText.joules(compute)) + \(NumberText.joules(memory)) + \(NumberText.joules(time)) = "
        + "\(NumberText.joules(joules)) (estimated, \(device.name), batch \(batch))", joules,
      at: ["joules"])
    if let list { put(estimate, at: list) }
    constants(of: device)
  }

  /// Words and what they cost, level by level.
  private mutating func memory(
    _ layers: [LayerWork], _ model: EnergyModel, batch: Int
  ) -> Double {
    let traffic = model.traffic(layers, batch: batch)
    formula(
      "memory",
      traffic.count == 2
        ? "on-chip words × e_chip + DRAM words × e_dram"
        : traffic.map { "\($0.level) words × joules of one" }.joined(separator: " + "))
    let memory = traffic.reduce(0) { $0 + $1.words * $1.word.value }
    let terms = traffic.map { "\(NumberText.count($0.words)) × \($0.word.text)" }
    put(
      "\(terms.joined(separator: " + ")) = \(NumberText.joules(memory))", memory,
      at: ["memory_joules"])
    return memory
  }

  /// A claim under the scopes of the model.
  ///
  /// - Parameters:
  ///   - energy: that of the network the claim is about.
  ///   - path: where the answer has the rows.
  ///   - dense: whether a row has what it is compared with too.
  mutating func claim(
    _ claim: EnergyClaim, _ energy: EnergyBreakdown, at path: [String], dense: Bool
  ) {
    let terms = [energy.computeJoules, energy.memoryJoules, energy.timeJoules]
    for (index, row) in claim.rows.enumerated() {
      let name = row.scope.rawValue
      formula(row.scope.title, row.scope.formula)
      let sum = terms[...index].map { NumberText.joules($0.value) }.joined(separator: " + ")
      put(
        (index == 0 ? "" : "\(sum) = ") + NumberText.joules(row.joules.value), row.joules.value,
        at: path + [name, "joules"])
      if dense {
        put(
          "dense: \(NumberText.joules(row.dense.value))", row.dense.value,
          at: path + [name, "dense_joules"])
      }
      put(
        NumberText.saved(
          NumberText.joules(row.joules.value), NumberText.joules(row.dense.value), row.saved),
        row.saved, at: path + [name, "saved"])
    }
  }

  private mutating func put(_ estimate: EnergyEstimate, at list: String) {
    for layer in estimate.layers where layer.energy.joules.value > 0 {
      let energy = layer.energy
      let terms = [energy.computeJoules, energy.memoryJoules, energy.timeJoules].map {
        NumberText.joules($0.value)
      }
      put(
        "\(layer.name): \(terms.joined(separator: " + ")) = "
          + NumberText.joules(energy.joules.value), energy.joules.value,
        at: [list, layer.name, "joules"])
    }
  }

  /// What the letters are on a device, each with its kind and source.
  mutating func constants(of device: DeviceProfile) {
    let caches = device.caches.map { ("a word of \($0.name)", $0.word) }
    for (letter, figure) in [("e", device.multiplyAdd)] + caches + [
      ("e_chip", device.onChipWord), ("e_dram", device.dramWord),
      ("static power", device.staticPower),
    ] {
      note("\(letter): \(figure.description)")
    }
    model(device)
  }

  /// Where the energy model comes from.
  mutating func model(_ device: DeviceProfile) {
    source(
      "the form of Yang, Chen and Sze, CVPR 2017; time is the roofline of Williams, Waterman and "
        + "Patterson, CACM 2009; ‘devices \(device.name)’ shows every constant")
  }

  /// 1 − joules / dense joules.
  mutating func saved(_ joules: Double, _ dense: Double) {
    formula("saved", "1 − joules / dense joules")
    let share = dense > 0 ? 1 - joules / dense : 0
    put(
      NumberText.saved(NumberText.joules(joules), NumberText.joules(dense), share), share,
      at: ["saved"])
  }
}
