import Networks
import Tensors
import Testing

@testable import Pruning

extension PruningSuite {
  /// A network seen at a part of its width.
  @Suite struct WidthTests {
    private static func images(_ shape: Shape, _ count: Int) -> Activations {
      Activations(count, shape, images: (0..<count * shape.size).map { Float($0 % 13) / 6 - 1 })
    }

    private static func gradients(_ network: Network, _ x: Activations) throws -> [Tensor?] {
      let (output, pass) = try network.forward(x, mode: .training, recording: true)
      let count = output.value.count * output.value.shape.size
      output.accumulate(
        Activations(x.count, output.value.shape, images: (0..<count).map { Float($0 % 5) - 2 }))
      try pass.runBack()
      return pass.gradients
    }

    /// It computes what the extracted network does, to the bit, over weights that stay where they
    /// are; their gradient is the extracted network's among zeros.
    @Test(arguments: Nets.all) func equalsTheExtracted(_ test: Nets.Case) throws {
      let network = Network(test.graph, seed: 3).stirred(seed: 4)
      let seen = try network.seen(width: 0.5)
      #expect(seen.graph.ownWork.total.multiplyAdds < network.graph.ownWork.total.multiplyAdds)
      let wide = Dictionary(
        uniqueKeysWithValues: network.parameters.map { ($0.name, $0.value.values) })
      for parameter in seen.parameters { #expect(parameter.value.values == wide[parameter.name]) }

      let parameters = seen.parameters.map { parameter in
        Parameter(
          name: parameter.name, role: parameter.role,
          value: parameter.views.reduce(parameter.value) { $1.forward($0) })
      }
      let small = Network(seen.graph, parameters: parameters, buffers: seen.buffers)
      #expect(small.parameterCount < network.parameterCount)
      let x = Self.images(test.graph.input, 21)
      #expect(try seen.outputs(of: x).images == small.outputs(of: x).images)
      let (all, own) = (try Self.gradients(seen, x), try Self.gradients(small, x))
      for index in parameters.indices {
        let view = try #require(seen.parameters[index].views.last as? Selection)
        var expected = Tensor(seen.parameters[index].value.dimensions)
        expected.scatter(try #require(own[index]), rows: view.rows, columns: view.columns)
        #expect(try #require(all[index]).values == expected.values)
      }
    }

    /// At its whole width it is the network itself, to the bit.
    @Test(arguments: Nets.all) func theWholeWidthIsTheNetwork(_ test: Nets.Case) throws {
      let network = Network(test.graph, seed: 3).stirred(seed: 4)
      let x = Self.images(test.graph.input, 21)
      #expect(try network.seen(width: 1).outputs(of: x).images == network.outputs(of: x).images)
    }

    /// Rounded up, at least one: 24 and 16 neurons.
    @Test(arguments: [(0.01, 1, 1), (0.25, 6, 4), (0.3, 8, 5), (1.0, 24, 16)])
    func channels(_ width: Double, _ first: Int, _ second: Int) throws {
      let seen = try Network(Nets.mlp(), seed: 1).seen(width: width)
      let outputs = seen.graph.nodes.filter { $0.work.work.parameters > 0 }.map(\.shape.channels)
      #expect(outputs == [first, second, 2])
    }

    @Test func aNetworkWithoutHiddenLayersHasOneWidth() throws {
      let plain = Network(try Graph(input: Shape(4), lines: ["linear 3"]), seed: 1)
      #expect(throws: PruningError.noSite) { try plain.seen(width: 0.5) }
    }
  }
}
