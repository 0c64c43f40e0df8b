import Costs
import TestSupport
import Testing

/// Sums and folded arrays, by hand.
@Suite struct FormTests {
  static func figure(_ value: Double, _ unit: SourcedFigure.Unit) -> SourcedFigure {
    SourcedFigure(value, unit, .assumed, source: "a guess")
  }

  static let device = DeviceProfile(
    name: "mine", summary: "a sum", leavesOut: "most of it", basis: .assumed,
    form: .additive(
      AdditiveForm(
        launch: .init(figure(100, .joules), figure(1, .seconds)),
        multiplyAdd: .init(figure(2, .joules), figure(10, .multiplyAddsPerSecond)),
        weightByte: .init(figure(3, .joules), figure(20, .bytesPerSecond)),
        activationByte: .init(figure(5, .joules), figure(40, .bytesPerSecond)),
        wordBytes: figure(4, .bytes), depthwise: figure(6, .times), linear: figure(1.5, .times))))

  static func layer(_ kind: ProductShape.Kind, isFused: Bool = false) -> LayerWork {
    LayerWork(
      "x",
      Work(
        multiplyAdds: 120, connections: 30, parameters: 34, inputElements: 16, outputElements: 8,
        weightElements: 34, vectorOperations: 1000), isFused: isFused,
      product: ProductShape(kind, inputs: 4, outputs: 2))
  }

  @Test(arguments: ProductShape.Kind.allCases)
  func aSumByHand(kind: ProductShape.Kind) {
    let factors: [ProductShape.Kind: Double] = [.depthwise: 6, .linear: 1.5]
    let factor = factors[kind] ?? 1
    for batch in [1, 8] {
      let images = Double(batch)
      let energy = EnergyModel(Self.device).inference([Self.layer(kind)], batch: batch).perBatch
      #expect(close(energy.computeJoules.value, images * 120 * factor * 2))
      #expect(close(energy.memoryJoules.value, 30 * 4 * 3 + images * 24 * 4 * 5))
      #expect(close(energy.launchJoules.value, 100))
      #expect(energy.timeJoules.value == 0)
      let arithmetic = images * 120 * factor / 10
      let traffic: Double = 30 * 4 / 20 + images * 24 * 4 / 40
      #expect(close(energy.seconds.value, 1 + arithmetic + traffic))
      #expect(
        close(
          energy.joules.value, (energy.computeJoules + energy.memoryJoules).value + 100))
    }
  }

  /// Layers without products ride along; the optimizer's words are weights.
  @Test func whatIsNotCharged() {
    let model = EnergyModel(Self.device)
    let pool = LayerWork("pool", Work(inputElements: 64, outputElements: 16, vectorOperations: 64))
    #expect(model.inference([pool]).joules == .zero)
    let step = model.trainingStep([Self.layer(.dense)], batch: 2, optimizer: .momentum)
    let update = step.layers[1].energy * 2
    #expect(close(update.joules.value, 34 * 5 * 4 * 3))
    // The first layer: forward and to the weights.
    #expect(close(step.layers[0].energy.launchJoules.value * 2, 200))
  }

  /// A training profile prices a step once, and a run beside it.
  @Test func aStepAsAWhole() throws {
    let device = try #require(DeviceCatalog.find("rtx-6000-training"))
    let model = EnergyModel(device)
    let layers = [Self.layer(.dense)]
    #expect(
      model.trainingStep(layers, batch: 256).joules == model.inference(layers, batch: 256).joules)
    #expect(model.run.joules.value > 1000 && model.run.seconds.value > 1)
    #expect(EnergyModel().run.joules == .zero)
  }

  /// CONV1-2 of VGG-16: 168 units, the port full; CONV5-1 bound by the units.
  @Test func anArrayByHand() throws {
    let device = try #require(DeviceCatalog.find("eyeriss-65nm-array"))
    let model = EnergyModel(device)
    let layers = EyerissLayer.all.filter { $0.network == "VGG-16" }
    let port = try #require(layers.first { $0.name == "CONV1-2" })
    let units = try #require(layers.first { $0.name == "CONV5-1" })
    // k = 1: every input channel's sums go out and in; inputs once for 64 filters, and for halos
    // once for 32: 2·3·64·224²·64 + 3·64·224²·(1 + 2·(14 + 2)/14 ·…)
    let outputs = 3.0 * 64 * 224 * 224
    let words = 2 * outputs * 64 + outputs * (1 + 2 * (14.0 + 2) / 14)
    let seconds = model.inference([port.work], batch: 3).perBatch.seconds.value
    #expect(close(seconds, 1.114 * words * 2 / 3.2e9, digits: 10))
    #expect(model.inference([port.work], batch: 3).layers[0].bound == .memory)
    let five = model.inference([units.work], batch: 3)
    let macs = 3 * units.work.work.multiplyAdds
    #expect(close(five.perBatch.seconds.value, 1.114 * macs / (168 * 200e6 * 0.886), digits: 10))
    #expect(five.layers[0].bound == .compute)
    #expect(close(five.perBatch.joules.value, 0.254 * five.perBatch.seconds.value, digits: 10))
  }

  /// Where the shape is not known, a window of one position with as many products stands for it.
  @Test func withoutAShape() throws {
    let device = try #require(DeviceCatalog.find("eyeriss-65nm-array"))
    let layer = LayerWork("x", Work(multiplyAdds: 6400, connections: 100, inputElements: 640))
    #expect(EnergyModel(device).inference([layer]).seconds.value > 0)
  }

  /// Between four widths lie lines; the widest is exact, and a slope may look past it.
  @Test func measuredLayers() throws {
    let shape = ProductShape(
      .dense, inputs: 8, outputs: 8, window: (3, 3), input: (4, 4), output: (4, 4))
    let form = MeasuredLayersForm(
      batch: 16,
      entries: [
        .init(
          shape: shape, inputs: [4, 8], outputs: [2, 8], seconds: [[1, 4], [2, 8]])
      ], power: Self.figure(10, .watts), wordBytes: Self.figure(4, .bytes))
    let device = DeviceProfile(
      name: "here", summary: "measured", leavesOut: "the rest", basis: .fitted,
      form: .measuredLayers(form))
    try device.validate()
    func seconds(_ reads: Double, _ makes: Double) -> Double {
      let work = Work(multiplyAdds: 100, connections: 10)
      let layer = LayerWork(
        "x", work, product: shape.scaled(inputs: reads / 8, outputs: makes / 8))
      return EnergyModel(device).inference([layer], batch: 16).perBatch.seconds.value
    }
    #expect(close(seconds(8, 8), 8) && close(seconds(4, 2), 1))
    #expect(close(seconds(6, 5), (1 + 4 + 2 + 8) / 4.0))
    #expect(close(seconds(8, 8 + 1e-4), 8 + 1e-4, digits: 10))
    #expect(seconds(1, 1) >= 0.5)
    #expect(close(EnergyModel(device).inference([LayerWork("p", Work())]).joules.value, 0))
    let wider = LayerWork(
      "y", Work(multiplyAdds: 1, connections: 1), product: shape.scaled(inputs: 2, outputs: 1))
    #expect(form.missing([wider]) == ["y"])
  }

  @Test(arguments: [
    ("multiply-add", SourcedFigure.Unit.watts, "must be in J"),
    ("", .joules, "must be a positive number"),
  ])
  func refused(_ name: String, _ unit: SourcedFigure.Unit, _ reason: String) {
    let device = DeviceProfile(
      name: "mine", summary: "a sum", leavesOut: "most of it", basis: .assumed,
      form: .additive(
        AdditiveForm(
          multiplyAdd: .init(Self.figure(name.isEmpty ? -1 : 1, unit)),
          wordBytes: Self.figure(4, .bytes))))
    let error = #expect(throws: DeviceError.self) { try device.validate() }
    #expect(error?.description.contains(reason) == true)
  }
}

/// Least squares of few columns.
@Suite struct SumFitTests {
  static let form = FormTests.device.additive!

  private func counts(_ random: inout SplitMix) -> ProductCounts {
    ProductCounts(
      layers: (1 + 30 * random.unit()).rounded(), multiplyAdds: [.dense: 1e6 + 1e8 * random.unit()],
      weights: 1e4 + 1e6 * random.unit(), activations: 1e4 + 1e6 * random.unit())
  }

  /// Prices that made the rows are found again.
  @Test(arguments: 0..<20 as Range<UInt64>) func exactRowsAreFitted(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let terms: [SumFit.Term] = [.launch, .multiplyAdd, .weightByte, .activationByte]
    let scales = [1e-4, 1e-10, 1e-9, 1e-9]
    let prices = scales.map { $0 * (0.2 + random.unit()) }
    let rows = (0..<12).map { _ in
      let counts = counts(&random)
      let measured =
        counts.layers * prices[0] + counts.multiplyAdds[.dense]! * prices[1]
        + 4 * counts.weights * prices[2] + 4 * counts.activations * prices[3]
      return SumFit.Row(counts, batch: 1, measured: measured)
    }
    let fit = try #require(SumFit(rows, terms, Self.form))
    for (term, price) in zip(terms, prices) {
      #expect(abs(fit.prices[term]! / price - 1) < 1e-6)
    }
    for row in rows { #expect(abs(fit.error(row)) < 1e-8) }
  }

  /// No price is negative, and no other sum of prices that are not is nearer.
  @Test(arguments: 0..<10 as Range<UInt64>) func noPriceIsNegative(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let terms: [SumFit.Term] = [.launch, .multiplyAdd, .byte]
    let rows = (0..<8).map { _ in
      SumFit.Row(counts(&random), batch: 1, measured: 1e-3 + random.unit())
    }
    let fit = try #require(SumFit(rows, terms, Self.form))
    #expect(fit.prices.values.allSatisfy { $0 >= 0 })
    func squares(_ prices: [SumFit.Term: Double]) -> Double {
      rows.reduce(0) { sum, row in
        let found = terms.reduce(0) { $0 + prices[$1]! * SumFit.amount($1, row, Self.form) }
        return sum + (found / row.measured - 1) * (found / row.measured - 1)
      }
    }
    let least = squares(fit.prices)
    for term in terms {
      for factor in [0.9, 1.1] {
        var moved = fit.prices
        moved[term] = max(moved[term]! * factor, factor > 1 ? 1e-15 : 0)
        #expect(squares(moved) >= least * (1 - 1e-9))
      }
    }
  }

  @Test func tooFewRows() {
    var random = SplitMix(seed: 1)
    let row = SumFit.Row(counts(&random), batch: 1, measured: 1)
    #expect(SumFit([row], [.launch, .multiplyAdd], Self.form) == nil)
    #expect(SumFit([row], [], Self.form) == nil)
  }

  @Test func summaries() throws {
    #expect(ErrorSummary([]) == nil)
    let one = try #require(ErrorSummary([-0.5]))
    #expect(one.median == 0.5 && one.p90 == 0.5)
    let many = try #require(ErrorSummary((1...10).map { $0 % 2 == 0 ? Double($0) : -Double($0) }))
    #expect(many.median == 5.5 && many.p90 == 10)
  }
}
