import Foundation
import Networks
import Tensors
import TensorsTestSupport

/// Every layer in loops without a second thought, in double precision; products of weights and
/// activations are counted, those with padding too.
package struct Oracle {
  let layer: any Layer
  package var parameters: [[Double]]
  private let buffers: [[Float]]
  private let isTraining: Bool
  /// What drops numbers in training.
  private let generator: Generator
  package private(set) var products = 0

  /// - Parameter generator: of dropout, split by node 4 and image.
  package init(
    _ layer: any Layer, parameters: [Tensor], buffers: [Tensor], training: Bool,
    generator: Generator = Generator(seed: 5, stream: .dropout)
  ) {
    self.layer = layer
    self.parameters = parameters.map { $0.values.map { Double($0) } }
    self.buffers = buffers.map(\.values)
    isTraining = training
    self.generator = generator
  }

  mutating func count(_ products: Int) { self.products += products }

  /// What the layer puts out; of a gate module its logits.
  package mutating func output(_ inputs: [Batch], rectified: Bool = false) -> Batch? {
    let y = output(inputs)
    return rectified ? y?.map { max($0, 0) } : y
  }

  private mutating func output(_ inputs: [Batch]) -> Batch? {
    let x = inputs[0]
    switch layer {
    case let layer as AveragePool: return pool(x, .average, layer.window)
    case let layer as MaxPool: return pool(x, .maximum, layer.window)
    case is GlobalMaxPool: return pool(x, .maximum, Pooling.Window(of: x.shape))
    case is GlobalPool: return globalPool(x)
    case is BatchNorm: return normalize(x, parameter: 0, buffer: 0)
    case is Concat: return concat(inputs)
    case let layer as Conv:
      return convolve(x, layer.geometry, outputs: layer.outputs, hasBias: layer.hasBias)
    case let layer as Depthwise:
      var geometry = layer.geometry
      geometry.groups = x.shape.channels
      return convolve(x, geometry, outputs: x.shape.channels, hasBias: layer.hasBias)
    case let layer as Dropout: return drop(x, Float(layer.rate))
    case is Flatten: return reshaped(x, Shape(x.shape.size))
    case let layer as Gated: return gate(x, Array(inputs.dropFirst()), layer)
    case let layer as GateModule: return logits(x, layer)
    case let layer as Linear:
      return multiply(
        reshaped(x, Shape(x.shape.size)), layer.outputs, weight: 0, bias: layer.hasBias ? 1 : nil)
    case is ReLU: return x.map { max($0, 0) }
    case let layer as Shortcut: return shortcut(x, layer)
    case is SigmoidLayer: return x.map { 1 / (1 + exp(-$0)) }
    case is GELU:
      return x.map {
        $0 / 2 * (1 + tanh((2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
      }
    case is SiLU: return x.map { $0 / (1 + exp(-$0)) }
    case let layer as LeakyReLU: return x.map { $0 < 0 ? layer.slope * $0 : $0 }
    case is ReLU6: return x.map { min(max($0, 0), 6) }
    case is HardSigmoid: return x.map { min(max($0 + 3, 0), 6) / 6 }
    case is HardSwish: return x.map { $0 * min(max($0 + 3, 0), 6) / 6 }
    case let layer as Clip:
      return x.map { min(max($0, layer.low ?? -.infinity), layer.high ?? .infinity) }
    case is Softmax: return softmax(x)
    default: return rearranged(inputs)
    }
  }

  /// Of layers that scale, join and move numbers.
  private mutating func rearranged(_ inputs: [Batch]) -> Batch? {
    let x = inputs[0]
    switch layer {
    case let layer as Scale:
      var y = x
      x.forEach {
        y[$0, $1, $2, $3] =
          parameters[0][$1] * x[$0, $1, $2, $3] + (layer.hasBias ? parameters[1][$1] : 0)
      }
      return y
    case is Multiply:
      var y = x
      x.forEach {
        let isMap = inputs[1].shape == x.shape
        y[$0, $1, $2, $3] = x[$0, $1, $2, $3] * inputs[1][$0, $1, isMap ? $2 : 0, isMap ? $3 : 0]
      }
      return y
    case let layer as Deconv: return spread(x, layer)
    case let layer as ResponseNormLayer: return responseNorm(x, layer.norm)
    case let layer as Upsample: return enlarged(x, layer)
    case is Shuffle, is ChannelSlice, is PixelShuffle, is PixelUnshuffle: return moved(x)
    case is Sum:
      return inputs.dropFirst().reduce(x) { total, next in
        var sum = total
        for index in sum.values.indices { sum.values[index] += next.values[index] }
        return sum
      }
    default: return nil
    }
  }

  private func pool(_ x: Batch, _ kind: Pooling.Kind, _ window: Pooling.Window) -> Batch {
    OraclePooling.forward(x, kind, window)
  }

  private func globalPool(_ x: Batch) -> Batch {
    var y = Batch(x.count, Shape(x.shape.channels))
    x.forEach { y[$0, $1, 0, 0] += x[$0, $1, $2, $3] / Double(x.shape.area) }
    return y
  }

  private func normalize(_ x: Batch, parameter: Int, buffer: Int) -> Batch {
    let typed = layer.text.split(separator: " ").first { $0.hasPrefix("epsilon=") }
    let epsilon = typed.flatMap { Double($0.dropFirst(8)) } ?? 1e-5
    let kept = zip(buffers[buffer], buffers[buffer + 1]).map {
      (mean: Double($0), variance: Double($1))
    }
    return OracleNormalization.forward(
      x, scale: parameters[parameter], shift: parameters[parameter + 1], epsilon: epsilon,
      rectified: false, fixed: isTraining && x.count * x.shape.area > 1 ? nil : kept)
  }

  private func concat(_ inputs: [Batch]) -> Batch {
    let shape = inputs[0].shape
    let channels = inputs.reduce(0) { $0 + $1.shape.channels }
    var y = Batch(inputs[0].count, Shape(channels, shape.height, shape.width))
    var first = 0
    for input in inputs {
      input.forEach { y[$0, first + $1, $2, $3] = input[$0, $1, $2, $3] }
      first += input.shape.channels
    }
    return y
  }

  private mutating func convolve(
    _ x: Batch, _ geometry: ConvolutionGeometry, outputs: Int, hasBias: Bool
  ) -> Batch {
    let margins = geometry.margins
    let (down, across) = (geometry.rowDilation, geometry.columnDilation)
    let reach = (
      (geometry.kernelHeight - 1) * down + 1, (geometry.kernelWidth - 1) * across + 1
    )
    let height =
      (x.shape.height + margins.top + margins.bottom - reach.0) / geometry.rowStride + 1
    let width =
      (x.shape.width + margins.left + margins.right - reach.1) / geometry.columnStride + 1
    let channels = x.shape.channels / geometry.groups
    let weights = parameters[0]
    var y = Batch(x.count, Shape(outputs, height, width))
    var products = 0
    let places = y
    places.forEach { image, output, row, column in
      var sum = hasBias ? parameters[1][output] : 0
      let group = output / (outputs / geometry.groups)
      for channel in 0..<channels {
        for i in 0..<geometry.kernelHeight {
          for j in 0..<geometry.kernelWidth {
            products += 1
            let r = row * geometry.rowStride + i * down - margins.top
            let c = column * geometry.columnStride + j * across - margins.left
            guard r >= 0, c >= 0, r < x.shape.height, c < x.shape.width else { continue }
            let weight = weights[
              ((output * channels + channel) * geometry.kernelHeight + i) * geometry.kernelWidth + j
            ]
            sum += weight * x[image, group * channels + channel, r, c]
          }
        }
      }
      y[image, output, row, column] = sum
    }
    self.products += products
    return y
  }

  private mutating func multiply(
    _ x: Batch, _ outputs: Int, weight: Int, bias: Int?
  ) -> Batch {
    var y = Batch(x.count, Shape(outputs))
    for image in 0..<x.count {
      for output in 0..<outputs {
        var sum = bias.map { parameters[$0][output] } ?? 0
        for input in 0..<x.shape.size {
          products += 1
          sum += parameters[weight][output * x.shape.size + input] * x[image, input, 0, 0]
        }
        y[image, output, 0, 0] = sum
      }
    }
    return y
  }

  private func drop(_ x: Batch, _ rate: Float) -> Batch {
    guard isTraining else { return x }
    var y = x
    for index in y.values.indices {
      let draws = generator.split(4).split(3 + index / x.shape.size)
      let isZero = draws.uniform(index % x.shape.size) < rate
      y.values[index] *= isZero ? 0 : 1 / (1 - Double(rate))
    }
    return y
  }

  private func reshaped(_ x: Batch, _ shape: Shape) -> Batch {
    var y = x
    y.shape = shape
    return y
  }

  private func gate(_ x: Batch, _ modules: [Batch], _ layer: Gated) -> Batch {
    let all = modules.count == 1 ? modules[0] : concat(modules)
    var y = x
    x.forEach {
      var gate = layer.first + (layer.isShared ? 0 : $1)
      if let places = layer.places {
        guard let place = places.channels.firstIndex(of: $1) else { return }
        gate = places.gates[place]
      }
      y[$0, $1, $2, $3] = x[$0, $1, $2, $3] * all[$0, gate, 0, 0]
    }
    return y
  }

  private mutating func logits(_ x: Batch, _ layer: GateModule) -> Batch {
    guard layer.kind == .dynamic else {
      var z = Batch(x.count, Shape(layer.gateCount))
      for index in z.values.indices { z.values[index] = parameters[0][index % layer.gateCount] }
      return z
    }
    let hidden = multiply(globalPool(x), layer.hidden, weight: 0, bias: nil)
    let active = normalize(hidden, parameter: 1, buffer: 0).map { max($0, 0) }
    return multiply(active, layer.gateCount, weight: 3, bias: 4)
  }

  private func softmax(_ x: Batch) -> Batch {
    var sums = Batch(x.count, Shape(1, x.shape.height, x.shape.width))
    x.forEach { sums[$0, 0, $2, $3] += exp(x[$0, $1, $2, $3]) }
    var y = x
    x.forEach { y[$0, $1, $2, $3] = exp(x[$0, $1, $2, $3]) / sums[$0, 0, $2, $3] }
    return y
  }

  private func shortcut(_ x: Batch, _ layer: Shortcut) -> Batch {
    let stride = layer.stride
    var y = Batch(
      x.count,
      Shape(
        layer.channels, (x.shape.height + stride - 1) / stride,
        (x.shape.width + stride - 1) / stride))
    let before = (layer.channels - x.shape.channels) / 2
    func places(_ key: String) -> [Int]? {
      let word = layer.text.split(separator: " ").first { $0.hasPrefix(key + "=") }
      return word.map { IndexList(String($0.dropFirst(key.count + 1)))?.indices ?? [] }
    }
    let reads = places("reads") ?? Array(0..<x.shape.channels)
    let targets = places("at") ?? reads.map { $0 + before }
    x.forEach { image, channel, row, column in
      guard row % stride == 0, column % stride == 0, let place = reads.firstIndex(of: channel)
      else { return }
      y[image, targets[place], row / stride, column / stride] = x[image, channel, row, column]
    }
    return y
  }
}
