import Networks
import Reports
import Tensors
import Workspaces

extension BenchmarkCommand {
  /// Time and energy of a network, and of the dense one beside it, at one size of batch.
  struct BatchTiming {
    let own: InferenceTiming
    let energy: GaugedEnergy
    /// The dense network's time to this one's.
    let ratio: MeasuredRatio?
    private let batch: Int
    private let dense: InferenceTiming?
    private let denseEnergy: GaugedEnergy?

    init(
      _ network: Network, dense: Network?, batch: Int, rounds: Int?, _ gauge: EnergyGauge,
      _ stop: StopFlag
    ) throws {
      let networks = [network] + (dense.map { [$0] } ?? [])
      let times = try InferenceTiming.measure(networks, batch: batch, rounds: rounds, stop: stop)
      let energies = try gauge.inferences(networks, batch: batch, times, stop: stop)
      self.batch = batch
      own = times[0]
      energy = energies[0]
      self.dense = times.dropFirst().first
      denseEnergy = energies.dropFirst().first
      ratio = self.dense.map { $0.seconds.ratio(to: times[0].seconds) }
    }

    private var each: Double { own.seconds.median / Double(batch) }

    var cells: [Phrase] {
      let (median, spread) = NumberFormat.measured(each, own.seconds.spread / Double(batch), "s")
      return [
        "\(batch)", "\(median)", "\(spread)", "\(NumberFormat.count(Int(1 / each)))",
        "\(dense.map { NumberFormat.quantity($0.seconds.median / Double(batch), "s") } ?? "-")",
        "\(ratio?.text ?? "-")",
      ]
    }

    /// The dense network's energy to this one's; time times watts tells what the time tells.
    private var energyRatio: MeasuredRatio? {
      guard let denseEnergy else { return nil }
      return energy.kind == .measured ? denseEnergy.ratio(to: energy) : ratio
    }

    var energyCells: [Phrase] {
      [
        "\(batch)", "\(energy.amount)", "\(denseEnergy?.amount ?? "-")",
        "\(energyRatio?.text ?? "-")",
      ]
    }

    var value: JSONValue {
      [
        "batch": .integer(batch), "milliseconds": .real(each * 1000),
        "spread": .real(own.seconds.spread / Double(batch) * 1000),
        "dense_milliseconds": JSONValue(dense.map { $0.seconds.median / Double(batch) * 1000 }),
        "ratio": JSONValue(ratio.flatMap { $0.isDifference ? $0.value : nil }),
        "ratio_uncertainty": JSONValue(ratio?.uncertainty),
        "meter": .object(energy.value),
        "dense_meter": denseEnergy.map { JSONValue.object($0.value) } ?? .null,
      ]
    }
  }

  /// Says of which sizes of batch the dense network and this one are not told apart.
  static func sayUnknown(_ ratios: [(batch: Int, MeasuredRatio?)], in report: inout Report) {
    for case (let batch, let ratio?) in ratios where !ratio.isDifference {
      report.say(
        """
        batch \(batch): no difference from the dense network can be measured at this size \
        (\(NumberFormat.measured(ratio.value, ratio.uncertainty)))
        """, volatile: true)
    }
  }
}

extension MeasuredRatio {
  /// `1.92 ± 0.12`, or a dash where it is not told from 1.
  var text: String { isDifference ? NumberFormat.measured(value, uncertainty) : "–" }
}
