import TestSupport
import Testing

@testable import Networks

/// Numbers in C, and places in its array.
@Suite struct CNumberTests {
  private func text(_ value: Float) -> String {
    var bytes: [UInt8] = []
    CNumber.append(value, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func everyBitComesBack() {
    var random = SplitMix(seed: 5)
    let edges: [Float] = [
      0, -0.0, 1, -1, 0.1, .pi, .greatestFiniteMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, .leastNormalMagnitude.nextDown, 16_777_215, 16_777_216,
    ]
    let drawn = (0..<20_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    }
    for value in edges + drawn where value.isFinite {
      for text in [text(value), CNumber.text(value)] {
        let digits = text.hasSuffix("f") ? String(text.dropLast()) : text
        #expect(Float(digits)?.bitPattern == value.bitPattern, "\(value) \(text)")
        #expect(text.utf8.count <= 15)
      }
    }
    #expect(text(.infinity) == "INFINITY" && text(-.infinity) == "-INFINITY")
    #expect(text(.nan) == "NAN" && text(1.5) == "0x3p-1f" && text(0) == "0")
    #expect(CNumber.text(6) == "6.0f" && CNumber.text(-0.0) == "-0.0f")
  }

  /// Blocks that live at one time never overlap; no more is taken than all of them need.
  @Test func arenas() {
    var random = SplitMix(seed: 8)
    for _ in 0..<500 {
      let blocks = (0..<1 + random.below(12)).map { _ in
        let birth = random.below(10)
        return ArenaPlan.Block(
          size: random.below(20), birth: birth, death: birth + random.below(4))
      }
      let plan = ArenaPlan(blocks)
      for (a, first) in blocks.enumerated() {
        for (b, second) in blocks.enumerated() where b > a {
          let together = first.birth <= second.death && second.birth <= first.death
          let apart =
            plan.offsets[a] + first.size <= plan.offsets[b]
            || plan.offsets[b] + second.size <= plan.offsets[a]
          #expect(!together || apart || first.size * second.size == 0)
        }
      }
      let needed = (0..<14).map { step in
        blocks.filter { $0.birth <= step && step <= $0.death }.reduce(0) { $0 + $1.size }
      }
      #expect(plan.size >= needed.max()! && plan.size <= blocks.reduce(0) { $0 + $1.size })
      #expect(zip(plan.offsets, blocks).allSatisfy { $0 + $1.size <= plan.size })
    }
    #expect(ArenaPlan([]).size == 0)
  }
}
