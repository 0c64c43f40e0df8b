import Costs
import Testing

@Suite struct OperationTests {
  /// The table's own sum, exactly: 3.7 pJ + 0.9 pJ.
  @Test func profilesTakeTheirMultiplyAddFromTheTable() throws {
    let fp32 = try #require(OperationEnergy.find(.fp32, .nm45))
    #expect(fp32.multiplyAdd().value == 4.6e-12)
    #expect(DeviceCatalog.standard.roofline?.multiplyAdd == fp32.multiplyAdd())
    let int8 = try #require(OperationEnergy.find(.int8, .nm45))
    let sums = try #require(OperationEnergy.find(.int32, .nm45))
    #expect(int8.multiplyAdd(sums: sums).value == 0.3e-12)
    #expect(DeviceCatalog.find("edge-int8")?.roofline?.multiplyAdd == int8.multiplyAdd(sums: sums))
    #expect(int8.multiplyAdd(sums: sums).source.contains("0.2 pJ, int8 + add 0.1 pJ, int32"))
  }

  /// Smaller transistors, and narrower numbers of a kind, cost less.
  @Test func theTableFalls() throws {
    for precision in OperationEnergy.Precision.allCases {
      guard let old = OperationEnergy.find(precision, .nm45) else { continue }
      let new = try #require(OperationEnergy.find(precision, .nm7))
      #expect(new.multiply < old.multiply && new.add < old.add)
    }
    for node in OperationEnergy.Node.allCases {
      let energies = try [OperationEnergy.Precision.int8, .fp16, .fp32].map {
        try #require(OperationEnergy.find($0, node)).multiplyAdd().value
      }
      #expect(energies == energies.sorted())
      #expect(node.source.contains(/20\d\d/))
    }
    #expect(OperationEnergy.find(.bf16, .nm45) == nil)
    #expect(OperationEnergy.all.count == 9)
  }
}
