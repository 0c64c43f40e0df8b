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
    guard let form = device.roofline else {
      sum(layers, estimate, device)
      if let list { put(estimate, at: list) }
      return
    }
    let work = layers.total
    formula("compute", "(multiply-adds + vector operations / 2) × e")
    let compute = (work.multiplyAdds + work.vectorOperations / 2) * form.multiplyAdd.value
    put(
      "(\(NumberText.count(work.multiplyAdds)) + \(NumberText.count(work.vectorOperations)) / 2) × "
        + "\(form.multiplyAdd.text) = \(NumberText.joules(compute))", compute,
      at: ["compute_joules"])
    let memory = memory(layers, form, batch: batch)
    formula("time", "static power × seconds, layer by layer the slower of arithmetic and traffic")
    let time = form.staticPower.value * total.seconds.value
    put(
      "\(form.staticPower.text) × \(NumberText.seconds(total.seconds.value)) = "
        + NumberText.joules(time), time, at: ["time_joules"])
    put(
      "seconds = max(operations / \(form.throughput.text), "
        + "DRAM bytes / \(form.bandwidth.text)) + \(form.launch.text) a launch")
    formula("joules of an image", "compute + memory + time")
    let joules = compute + memory + time
    put(
      "\(NumberText.joules(compute)) + \(NumberText.joules(memory)) + \(NumberText.joules(time)) = "
        + "\(NumberText.joules(joules)) (estimated, \(device.name), batch \(batch))", joules,
      at: ["joules"])
    if let list { put(estimate, at: list) }
    constants(of: device)
  }

  /// The terms of a form that is no roofline.
  private mutating func sum(
    _ layers: [LayerWork], _ estimate: EnergyEstimate, _ device: DeviceProfile
  ) {
    let total = estimate.perImage
    let text = NumberText.joules
    let ofImage = "(estimated, \(device.name), batch \(estimate.batch))"
    guard let form = device.additive else {
      formula("joules of an image", String(device.formula.dropFirst("joules = ".count)))
      put(
        "power × \(NumberText.seconds(total.seconds.value)) = \(text(total.joules.value)) "
          + ofImage, total.joules.value, at: ["joules"])
      return constants(of: device)
    }
    let counts = ProductCounts(layers)
    let images = estimate.batch == 1 ? "" : " / \(estimate.batch)"
    func price(_ figure: SourcedFigure?) -> String { figure?.text ?? "0 J" }
    let weights = price(form.weightByte.joules)
    let bytes = form.wordBytes.text
    formula("compute", "multiply-adds × e, depthwise and linear ones by their factors")
    put(
      "\(NumberText.count(form.effective(counts))) × \(price(form.multiplyAdd.joules)) = "
        + text(total.computeJoules.value), total.computeJoules.value, at: ["compute_joules"])
    formula(
      "memory", "weights × bytes × e_w + numbers in and out of layers with products × bytes × e_a")
    put(
      "\(NumberText.count(counts.weights))\(images) × \(bytes) × \(weights) + "
        + "\(NumberText.count(counts.activations)) × \(bytes) × "
        + "\(price(form.activationByte.joules)) = \(text(total.memoryJoules.value))",
      total.memoryJoules.value, at: ["memory_joules"])
    formula("launch", "layers with products × e_launch")
    put(
      "\(NumberText.count(counts.layers))\(images) × \(price(form.launch.joules)) = "
        + text(total.launchJoules.value), total.launchJoules.value, at: ["launch_joules"])
    formula("joules of an image", "compute + memory + launch")
    put(
      "\(text(total.computeJoules.value)) + \(text(total.memoryJoules.value)) + "
        + "\(text(total.launchJoules.value)) = \(text(total.joules.value)) \(ofImage)",
      total.joules.value, at: ["joules"])
    constants(of: device)
  }

  /// Words and what they cost, level by level.
  private mutating func memory(
    _ layers: [LayerWork], _ form: RooflineForm, batch: Int
  ) -> Double {
    let traffic = form.traffic(layers, batch: batch)
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
    let terms = [
      energy.computeJoules, energy.memoryJoules, energy.timeJoules + energy.launchJoules,
    ]
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
      let last = energy.timeJoules + energy.launchJoules
      let terms = [energy.computeJoules, energy.memoryJoules, last].map {
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
    if let form = device.roofline {
      let caches = form.caches.map { ("a word of \($0.name)", $0.word) }
      for (letter, figure) in [("e", form.multiplyAdd)] + caches + [
        ("e_chip", form.onChipWord), ("e_dram", form.dramWord),
        ("static power", form.staticPower),
      ] {
        note("\(letter): \(figure.description)")
      }
    } else {
      for (name, figure) in device.constants { note("\(name): \(figure.description)") }
      note("basis: \(ModelStanding(device).sentence)")
    }
    model(device)
  }

  /// Where the energy model comes from.
  mutating func model(_ device: DeviceProfile) {
    source("\(device.formSource); ‘devices \(device.name)’ shows every constant")
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
