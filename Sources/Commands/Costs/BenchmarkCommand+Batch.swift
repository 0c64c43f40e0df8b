import Networks
import Reports
import Tensors
import Workspaces

extension BenchmarkCommand {
  /// Time and energy of a network, and of the dense one beside it, at one size of batch.
  struct BatchTiming {
    let own: InferenceTiming
    let energy: GaugedEnergy
    private let batch: Int
    private let other: InferenceTiming?
    private let denseEnergy: GaugedEnergy?

    init(
      _ network: Network, dense: Network?, batch: Int, rounds: Int, _ gauge: EnergyGauge,
      _ stop: StopFlag
    ) throws {
      self.batch = batch
      let own = try InferenceTiming.measure(network, batch: batch, rounds: rounds, stop: stop)
      let other = try dense.map {
        try InferenceTiming.measure($0, batch: batch, rounds: rounds, stop: stop)
      }
      energy = try gauge.inference(network, batch: batch, seconds: own.median, stop: stop)
      denseEnergy = try dense.flatMap { network in
        try other.map {
          try gauge.inference(network, batch: batch, seconds: $0.median, stop: stop)
        }
      }
      self.own = own
      self.other = other
    }

    private var each: Double { own.median / Double(batch) }

    var cells: [Phrase] {
      [
        "\(batch)", "\(NumberFormat.quantity(each, "s"))",
        "\(NumberFormat.quantity(own.spread / Double(batch), "s"))",
        "\(NumberFormat.count(Int(1 / each)))",
        "\(other.map { NumberFormat.quantity($0.median / Double(batch), "s") } ?? "-")",
        "\(other.map { NumberFormat.fixed($0.median / own.median, 2) } ?? "-")",
      ]
    }

    var energyCells: [Phrase] {
      let ratio = denseEnergy?.figure.flatMap { dense in
        energy.figure.map { dense.value / $0.value }
      }
      return [
        "\(batch)", "\(energy.amount)", "\(denseEnergy?.amount ?? "-")",
        "\(ratio.map { NumberFormat.fixed($0, 2) } ?? "-")",
      ]
    }

    var value: JSONValue {
      [
        "batch": .integer(batch), "milliseconds": .real(each * 1000),
        "spread": .real(own.spread / Double(batch) * 1000),
        "dense_milliseconds": JSONValue(other.map { $0.median / Double(batch) * 1000 }),
        "ratio": JSONValue(other.map { $0.median / own.median }),
        "meter": .object(energy.value),
        "dense_meter": denseEnergy.map { JSONValue.object($0.value) } ?? .null,
      ]
    }
  }
}
