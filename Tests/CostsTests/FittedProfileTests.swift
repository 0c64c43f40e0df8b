import Costs
import Testing

/// The constants of fitted profiles are what their rows say, and their errors those that are
/// printed.
@Suite struct FittedProfileTests {
  static let sums = DeviceCatalog.all.filter { $0.additive != nil }

  /// Fitted again from the rows that are marked, to the digits that the profile keeps.
  @Test(arguments: sums)
  func constantsAreFitted(device: DeviceProfile) throws {
    let measurements = try #require(DeviceMeasurements.of(device))
    let form = try #require(device.additive)
    for figure in MeasuredNetwork.Figure.allCases {
      let rows = measurements.rows.filter(\.isFitted).compactMap { $0.row(figure) }
      let fit = try #require(SumFit(rows, measurements.terms, form))
      let prices: [(SumFit.Term, AdditiveForm.Price)] = [
        (.run, form.run), (.launch, form.launch), (.multiplyAdd, form.multiplyAdd),
        (.weightByte, form.weightByte), (.activationByte, form.activationByte),
      ]
      for (term, price) in prices {
        let found = fit.prices[term] ?? 0
        let kept: Double
        if figure == .joules {
          kept = price.joules?.value ?? 0
        } else {
          let isTime = term == .launch || term == .run
          kept = price.rate.map { isTime ? $0.value : 1 / $0.value } ?? 0
        }
        #expect(abs(found - kept) <= 2e-3 * kept, "\(device.name), \(figure), \(term)")
      }
    }
  }

  /// What the issue of an energy model that passes its own check asks of each profile.
  @Test(
    arguments: [
      ("nucleo-h7a3", 0.05, nil), ("raspberry-pi-4-fp32", 0.11, 0.06), ("gpu-320w", 0.08, 0.05),
      ("rtx-6000-training", 0.08, 0.08), ("raspberry-pi-4-int8", 0.08, 0.09),
      ("odroid", 0.04, 0.13),
      ("xavier-cpu", 0.16, 0.11),
    ] as [(String, Double, Double?)])
  func errorsAreWithin(_ name: String, _ most: Double, _ family: Double?) throws {
    let device = try #require(DeviceCatalog.find(name))
    let accuracy = try #require(device.accuracy)
    #expect(try #require(accuracy.joules).median <= most)
    if let family { #expect(try #require(device.familyLeftOutError).median <= family) }
    #expect(accuracy.heldOut > 0 && accuracy.fitted > 0)
  }

  /// Keyword spotting and visual wake words, each within 5 %.
  @Test func theMicrocontrollerThatWasMeasured() throws {
    let device = try #require(DeviceCatalog.find("nucleo-h7a3"))
    let rows = try #require(DeviceMeasurements.of(device)).rows.filter { !$0.isFitted }
    #expect(rows.map(\.name).sorted() == ["kws", "vww"])
    for row in rows { #expect(abs(device.predicted(row).joules / row.joules - 1) < 0.05) }
  }

  /// VGG-16 with constants from AlexNet alone: seconds within 15 %, joules 22 %, DRAM 25 %.
  @Test func eyerissWasHeldOut() throws {
    let device = try #require(DeviceCatalog.find("eyeriss-65nm-array"))
    let layers = LayerCheck.of(device)
    #expect(layers.count == 18)
    let held = LayerCheck.total(layers.filter { $0.network == "VGG-16" })
    #expect(abs(held.seconds) <= 0.15 && abs(held.joules) <= 0.22 && abs(held.dram) <= 0.25)
    // The old profile's errors stay what they were.
    let old = LayerCheck.total(
      LayerCheck.of(try #require(DeviceCatalog.find("eyeriss-65nm"))).filter {
        $0.network == "VGG-16"
      })
    #expect(old.seconds < -0.5 && old.joules < -0.44)
  }

  /// Multiply-adds alone, fitted to all of a board's networks with one left out each time, miss by
  /// several times what the sum misses.
  @Test func multiplyAddsAloneDoNotPredict() throws {
    let device = try #require(DeviceCatalog.find("raspberry-pi-4-fp32"))
    let rows = try #require(DeviceMeasurements.of(device)).rows
    let form = try #require(device.additive)
    let names = rows.map(\.name)
    func median(_ terms: [SumFit.Term]) throws -> Double {
      let errors = SumFit.leavingOut(rows.compactMap { $0.row(.joules) }, names, terms, form)
      return try #require(ErrorSummary(errors.compactMap { $0 })).median
    }
    let alone = try median([.multiplyAdd])
    #expect(alone > 0.2)
    #expect(try median([.launch, .multiplyAdd, .weightByte, .activationByte]) < alone / 4)
  }

  @Test func whatNobodyMeasured() {
    for name in ["phone-core", "jetson-nano", "laptop-cpu", "horowitz-45nm"] {
      #expect(DeviceCatalog.find(name)?.accuracy == nil)
    }
    #expect(DeviceCatalog.standard.basis == .specified)
    #expect(DeviceCatalog.find("microcontroller")?.supersededBy == "nucleo-h7a3")
    #expect(DeviceCatalog.find("eyeriss-65nm")?.supersededBy == "eyeriss-65nm-array")
    for device in DeviceCatalog.all {
      if let other = device.supersededBy { #expect(DeviceCatalog.find(other) != nil) }
      #expect((device.basis == .fitted) == (DeviceMeasurements.of(device) != nil))
    }
  }

  /// Pruned by 55 to 58 %, networks saved a quarter of their joules at batch 64.
  @Test func pruningSavedHalfOfWhatItsMultiplyAddsSay() throws {
    let found = try #require(PrunedGPU(near: 0.565, batch: 64))
    #expect(found.batch == 64 && found.saved > 0.2 && found.saved < 0.3)
    #expect(try #require(PrunedGPU(near: 0.565, batch: 50)).batch == 64)
    #expect(PrunedGPU(near: 0.995, batch: 64) == nil)
  }

  /// A ratio of pairs says more of a saved share than two errors: networks of a family err alike.
  @Test func pairsErrLess() throws {
    let device = try #require(DeviceCatalog.find("raspberry-pi-4-int8"))
    let accuracy = try #require(device.accuracy)
    let ratio = try #require(accuracy.ratio)
    let joules = try #require(accuracy.joules)
    #expect(ratio.median < joules.median)
    #expect(accuracy.savedUncertainty(0.4) == ratio.median * 0.6)
  }
}
