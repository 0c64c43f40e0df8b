import Costs
import Testing

@Suite struct EnergyScopeTests {
  static let dense = EnergyBreakdown(
    computeJoules: Joules(4), onChipJoules: Joules(1), dramJoules: Joules(3), timeJoules: Joules(2))
  static let now = EnergyBreakdown(
    computeJoules: Joules(2), onChipJoules: Joules(1), dramJoules: Joules(2), timeJoules: Joules(2))

  /// 1 - 2/4, 1 - 5/8, 1 - 7/10.
  @Test func eachScopeAddsATerm() {
    let claim = EnergyClaim(Self.now, against: Self.dense)
    #expect(claim.rows.map(\.scope) == [.operations, .memory, .time])
    #expect(claim.rows.map(\.joules.value) == [2, 5, 7])
    #expect(claim.rows.map(\.dense.value) == [4, 8, 10])
    #expect(zip(claim.rows, [0.5, 0.375, 0.3]).allSatisfy { close($0.saved, $1) })
    #expect(close(claim.spread, 0.2))
  }

  @Test func theLastIsTheWholeModel() {
    let estimate = EnergyModel().inference([EnergyModelTests.linear])
    #expect(EnergyScope.time.joules(of: estimate.perImage) == estimate.joules)
    let nothing = EnergyClaim(.zero, against: .zero)
    #expect(nothing.rows.allSatisfy { $0.saved == 0 } && nothing.spread == 0)
  }
}
