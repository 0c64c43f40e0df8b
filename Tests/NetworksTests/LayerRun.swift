import NetworksTestSupport
import Tensors

@testable import Networks

/// The last layer of an example alone, between inputs whose gradient is wanted and its output.
struct LayerRun {
  let layer: any Layer
  let shapes: [Shape]
  var parameters: [Tensor]
  var buffers: [Tensor]
  let generator = Generator(seed: 5, stream: .dropout)

  init(_ example: LayerExample) throws {
    let node = try example.graph().nodes.last!
    layer = node.layer
    shapes = node.inputShapes
    parameters = layer.parameters(of: shapes).enumerated().map { index, spec in
      let centre: Float = spec.role == .scale ? 1 : 0
      return Tensor(
        spec.dimensions,
        Formula.uniform("\(example.line) \(spec.name) \(index)", spec.dimensions.reduce(1, *))
          .map { centre + 0.75 * $0 })
    }
    buffers = layer.buffers(of: shapes).map { spec in
      Tensor(
        spec.dimensions,
        Formula.uniform("\(example.line) \(spec.name)", spec.dimensions[0])
          .map { spec.start + 0.5 * $0 })
    }
  }

  init(_ layer: any Layer, _ shapes: [Shape], parameters: [Tensor], buffers: [Tensor]) {
    self.layer = layer
    self.shapes = shapes
    self.parameters = parameters
    self.buffers = buffers
  }

  /// The same layer in double precision.
  func oracle(training: Bool) -> Oracle {
    Oracle(
      layer, parameters: parameters, buffers: buffers, training: training, generator: generator)
  }

  /// Numbers for each input, no two of an image alike, so that maxima and kinks are far apart.
  func inputs(_ count: Int) -> [Activations] {
    shapes.enumerated().map { index, shape in
      Activations(
        count, shape, images: Formula.uniform("input \(index) of \(shape)", count * shape.size))
    }
  }

  struct Result {
    var output: Variable
    var inputs: [Variable]
    var pass: Pass
  }

  func forward(
    _ inputs: [Activations], mode: Pass.Mode, rectified: Bool = false, recording: Bool = true
  ) -> Result {
    var network = Network(Graph(input: Shape(1)), seed: 1)
    for (index, spec) in layer.parameters(of: shapes).enumerated() {
      network.parameters.append(
        Parameter(name: spec.name, role: spec.role, value: parameters[index]))
    }
    for (index, spec) in layer.buffers(of: shapes).enumerated() {
      network.buffers.append(Buffer(name: spec.name, value: buffers[index]))
    }
    let pass = Pass(
      network, mode: mode, recording: recording, stop: nil, generator: generator, firstImage: 3)
    let variables = inputs.map { Variable($0, tracked: true) }
    let view = NodePass(pass: pass, node: 4, firstParameter: 0, firstBuffer: 0, readsImages: false)
    let output =
      rectified
      ? (layer as! any RectifyingLayer).forward(variables, view, with: Rectifier())
      : layer.forward(variables, view)
    return Result(output: output, inputs: variables, pass: pass)
  }
}
