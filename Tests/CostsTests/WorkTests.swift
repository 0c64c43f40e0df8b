import Costs
import Foundation
import Testing

@Suite struct WorkTests {
  /// 3 × 3 convolution, 16 -> 32 channels, 16 × 16 map: 32·16·16·16·9 = 1,179,648 multiply-adds.
  let convolution = Work(
    multiplyAdds: 1_179_648, connections: 4608, parameters: 4608, inputElements: 4096,
    outputElements: 8192, weightElements: 4608)

  @Test func addsUpFieldByField() {
    let relu = Work(inputElements: 8192, outputElements: 8192, vectorOperations: 8192)
    let sum = convolution + relu
    #expect(sum.multiplyAdds == 1_179_648)
    #expect(sum.activationElements == 4096 + 3 * 8192)
    #expect(sum.vectorOperations == 8192)
    #expect(sum - relu == convolution)
    #expect(convolution + .zero == convolution)
    let layers = [LayerWork("conv1", convolution), LayerWork("relu1", relu, isFused: true)]
    #expect(layers.total == sum)
  }

  @Test func flopsAreTwiceTheMultiplyAdds() {
    #expect(convolution.flops == 2_359_296)
  }

  @Test func aShareScalesEveryCount() {
    let half = convolution * 0.5
    #expect(half + half == convolution)
    #expect(half.connections == 2304)
  }

  @Test func fusedMovesNoActivations() {
    #expect(convolution.fused.activationElements == 0)
    #expect(convolution.fused.multiplyAdds == convolution.multiplyAdds)
    #expect(!LayerWork("flatten", .zero).isLaunched)
  }

  @Test func wholeCountsAreExact() {
    let many = (0..<1000).reduce(Work.zero) { sum, _ in sum + Work(multiplyAdds: 125_485_696) }
    #expect(many.multiplyAdds == 125_485_696_000)
  }

  @Test func survivesJSON() throws {
    let data = try JSONEncoder().encode(convolution * 0.3)
    #expect(try JSONDecoder().decode(Work.self, from: data) == convolution * 0.3)
  }
}
