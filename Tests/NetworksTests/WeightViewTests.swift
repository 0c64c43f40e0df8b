import Tensors
import Testing

@testable import Networks

extension NetworksSuite {
  /// What a layer sees of its weights, and how the gradient comes back.
  @Suite struct WeightViewTests {
    private static let selection = Selection(rows: [0, 2, 4], columns: [1, 2, 3, 5])

    private func graph() throws -> Graph {
      try Graph(input: Shape(4), lines: ["linear 3 bias=off"])
    }

    /// A slice and a mask of wide weights.
    private func viewed(_ wide: Tensor, _ mask: Tensor?) throws -> Network {
      var parameter = Parameter(name: "fc1.weight", role: .weight, value: wide, mask: mask)
      parameter.views = [Self.selection]
      return Network(try graph(), parameters: [parameter], buffers: [])
    }

    private func gradient(_ network: Network, _ x: Activations) throws -> Tensor {
      let (output, pass) = try network.forward(x, mode: .training, recording: true)
      output.accumulate(Activations(5, output.value.shape, images: (0..<15).map { Float($0) - 6 }))
      try pass.runBack()
      return pass.gradients[0]!
    }

    /// The network sees what extraction would give, to the digit, in training, in evaluation and
    /// compiled for few images; the gradient is the extracted one's among zeros.
    @Test(arguments: [false, true]) func viewsAreExtractions(_ isMasked: Bool) throws {
      let wide = Tensor([5, 6]) { Float(($0 * 7) % 11) / 4 - 1 }
      let mask = isMasked ? Tensor([5, 6]) { $0 % 3 == 0 ? 0 : 1 } : nil
      let network = try viewed(wide, mask)
      var masked = wide
      if let mask { masked.clear(where: mask) }
      let plain = Network(
        try graph(),
        parameters: [
          Parameter(name: "fc1.weight", role: .weight, value: Self.selection.forward(masked))
        ], buffers: [])
      let x = Activations(5, Shape(4), images: (0..<20).map { Float($0 % 7) / 3 - 1 })
      let forward = try [network, plain].map {
        try $0.forward(x, mode: .training).output.value.images
      }
      #expect(forward[0] == forward[1])
      let outputs = try [network, plain].map { try $0.outputs(of: x).images }
      #expect(outputs[0] == outputs[1])
      let compiled = try [network, plain].map { try Inference($0).run(x.images, count: 5) }
      #expect(compiled[0] == compiled[1])
      var expected = Tensor([5, 6])
      expected.scatter(
        try gradient(plain, x), rows: Self.selection.rows, columns: Self.selection.columns)
      if let mask { expected.clear(where: mask) }
      #expect(try gradient(network, x).values == expected.values)
    }

    /// Finite differences of Σ c · y through mask and slice.
    @Test func gradientsAreSlopes() throws {
      let mask = Tensor([5, 6]) { $0 % 4 == 0 ? 0 : 1 }
      var wide = Tensor([5, 6]) { Float(($0 * 5) % 9) / 4 - 1 }
      wide.clear(where: mask)
      let x = Activations(5, Shape(4), images: (0..<20).map { Float($0 % 5) / 2 - 1 })
      func loss(_ weights: Tensor) throws -> Double {
        let y = try viewed(weights, mask).forward(x, mode: .training).output.value.images
        return y.enumerated().reduce(0) { $0 + Double($1.element) * (Double($1.offset) - 6) }
      }
      let found = try gradient(viewed(wide, mask), x)
      for place in 0..<30 {
        var (up, down) = (wide, wide)
        up[place] += 0.5
        down[place] -= 0.5
        let slope = try loss(up) - loss(down)
        #expect(abs(slope - Double(found[place])) < 1e-3)
      }
    }

    /// A network of other gates or more layers keeps the masks of what stays.
    @Test func masksAreCarried() throws {
      var network = Network(try graph(), seed: 1)
      network.parameters[0].hold(Tensor([3, 4]) { $0 % 2 == 0 ? 0 : 1 })
      let wider = try Graph(input: Shape(4), lines: ["linear 3 bias=off", "relu", "linear 2"])
      let next = Network(wider, seed: 2, carrying: network)
      #expect(next.parameters[0].mask?.values == network.parameters[0].mask?.values)
      #expect(next.parameters[0].value.values == network.parameters[0].value.values)
      #expect(next.isMasked && !Network(wider, seed: 2).isMasked)
    }
  }
}
