import Costs
import Testing

/// The networks of the published checks are those of the papers, and their figures the papers' own.
@Suite struct PublishedCheckTests {
  static let alexNet = PublishedCheck.all[0]
  static let vgg16 = PublishedCheck.all[1]

  /// 666 million and 15.3 billion multiply-adds, 2.3 and 14.7 million weights, as the chip's
  /// authors count them (ISSCC 2016).
  @Test func shapes() {
    #expect(Self.alexNet.layers.total.multiplyAdds == 665_784_864)
    #expect(Self.alexNet.layers.total.connections == 2_332_704)
    #expect(Self.vgg16.layers.total.multiplyAdds == 15_346_630_656)
    #expect(Self.vgg16.layers.total.connections == 14_710_464)
  }

  @Test func published() {
    let rows = Self.alexNet.rows + Self.vgg16.rows
    #expect(close(rows[0].published.value, 0.278 / 34.7))
    #expect(close(rows[3].published.value, 0.236 / 0.7))
    // 15.4 MB of DRAM traffic for the batch of four.
    #expect(abs(4 * rows[2].published.value / 15.4e6 - 1) < 0.01)
    for row in rows {
      #expect(row.published.kind == .measured && row.published.source.contains("2017"))
      #expect(close(row.distance, row.estimated / row.published.value - 1))
    }
    #expect(rows.map(\.isFitted) == [true, true, false, false, false, false])
  }

  /// AlexNet by hand: 665,784,864 × 10 pJ = 6.66 mJ of arithmetic; on chip 2·M / 32 operands,
  /// the activations and a quarter of the weights, × 12 pJ; 30 mW while it runs.
  @Test func alexNetByHand() {
    let multiplyAdds = 665_784_864.0
    let activations = Self.alexNet.layers.total.activationElements
    let words = multiplyAdds / 16 + activations + 2_332_704 / 4
    let seconds = multiplyAdds / 23.1e9 + 5 * 50e-6 / 4
    #expect(close(Self.alexNet.rows[1].estimated, seconds, digits: 10))
    let joules = multiplyAdds * 10e-12 + words * 12e-12 + 0.03 * seconds
    #expect(close(Self.alexNet.rows[0].estimated, joules, digits: 10))
  }
}
