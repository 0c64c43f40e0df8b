import Testing

@testable import Costs

/// Constants that no sum has, fitted again from the measurements that they name.
@Suite struct FittedConstantTests {
  static let array = DeviceCatalog.find("eyeriss-65nm-array").flatMap {
    device -> FoldedArrayForm? in
    guard case .foldedArray(let form) = device.form else { return nil }
    return form
  }

  static let alexNet = EyerissLayer.all.filter { $0.network == "AlexNet" }

  /// The factor that makes Σ (factor · predicted / measured − 1)² least.
  private func factor(_ ratios: [Double]) -> Double {
    ratios.reduce(0, +) / ratios.reduce(0) { $0 + $1 * $1 }
  }

  @Test func efficiencyOfTheArray() throws {
    let form = try #require(Self.array)
    let busy = Self.alexNet.map { layer in
      let load = form.load(layer.work.product!, layer.work.work, images: Double(layer.batch))
      return form.efficiency.value * load.arithmetic / layer.processing
    }
    #expect(abs(busy.reduce(0, +) / Double(busy.count) - form.efficiency.value) < 1e-3)
  }

  @Test func fillingAndPowerOfTheArray() throws {
    let form = try #require(Self.array)
    let latency = Self.alexNet.reduce(0) { $0 + $1.latency }
    let processing = Self.alexNet.reduce(0) { $0 + $1.processing }
    #expect(abs(latency / processing - form.filling.value) < 1e-3)
    let watts = factor(
      Self.alexNet.map { layer in
        let load = form.load(layer.work.product!, layer.work.work, images: Double(layer.batch))
        return form.filling.value * load.processing / layer.joules
      })
    #expect(abs(watts - form.power.value) < 1e-3)
  }

  /// AlexNet's first layer holds all of its 96 filters at once, so its inputs are read once.
  @Test func compressionOfTheArray() throws {
    let form = try #require(Self.array)
    let share = factor(
      Self.alexNet.map { layer in
        let work = layer.work.work
        let images = Double(layer.batch)
        let load = form.load(layer.work.product!, work, images: images)
        let words =
          layer.name == "CONV1"
          ? images * (work.inputElements + work.outputElements) + work.connections
          : load.dramWords / form.compression.value
        return words * form.wordBytes.value / layer.dramBytes
      })
    #expect(abs(share - form.compression.value) < 5e-3)
  }

  /// Factors of depthwise windows and linear layers: the best of a grid over all 63 rows, each
  /// board with its software having its own price.
  @Test func factorsOfMicrocontrollers() throws {
    struct Row {
      var pair: String
      var dense: Double
      var depthwise: Double
      var linear: Double
      var joules: Double
    }
    let rows = DeviceMeasurements.fields(MicrocontrollerTable.rows).map { row -> Row in
      let counts = NetworkTable.all["tiny-\(row[4])"]!.multiplyAdds
      return Row(
        pair: row[..<4].joined(separator: ","), dense: counts[.dense]! + counts[.pointwise]!,
        depthwise: counts[.depthwise]!, linear: counts[.linear]!, joules: row[5].number)
    }
    #expect(rows.count == 63)
    func best(_ rows: [Row]) -> (depthwise: Double, linear: Double) {
      let pairs = Dictionary(grouping: rows, by: \.pair).values
      var best = (squares: Double.infinity, depthwise: 0.0, linear: 0.0)
      for depthwise in stride(from: 4.0, through: 7, by: 0.1) {
        for linear in stride(from: 1.0, through: 2, by: 0.1) {
          var squares = 0.0
          for rows in pairs {
            let ratios = rows.map { row -> Double in
              let effective = row.dense + depthwise * row.depthwise + linear * row.linear
              return effective / row.joules
            }
            let price = factor(ratios)
            for ratio in ratios { squares += (price * ratio - 1) * (price * ratio - 1) }
          }
          if squares < best.squares { best = (squares, depthwise, linear) }
        }
      }
      return (best.depthwise, best.linear)
    }
    // With one board left out they move by less than half and by a tenth or two.
    for board in ["NUCLEO-H7A3ZI-Q", "NUCLEO-L4R5ZI", "NUCLEO-U575ZI-Q", "EK-RA6M4"] {
      let found = best(rows.filter { !$0.pair.hasPrefix(board) })
      #expect((4.9...5.6).contains(found.depthwise) && (1.25...1.55).contains(found.linear))
    }
    let all = best(rows)
    #expect(abs(all.depthwise - 5.4) <= 0.35 && abs(all.linear - 1.4) <= 0.15)
  }
}
