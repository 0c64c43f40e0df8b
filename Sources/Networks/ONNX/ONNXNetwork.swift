import Tensors

/// A network as a model of ONNX describes it: layers, and the places of their numbers in the file.
public struct ONNXNetwork {
  /// What the model computes, layer by layer.
  public let graph: Graph
  /// What the file calls layers that are called otherwise here, by their names here.
  public let originals: [String: String]
  /// What a reader of the network has to know, in sentences without a full stop.
  public let notes: [String]
  /// Operators of the model, constants and what the output does not depend on left out.
  public let operatorCount: Int
  /// Which version of ONNX's own operators it uses.
  public var operatorSet: Int { file.operatorSet }
  private let file: ONNXFile
  private let weights: [String: ONNXTranslation.Weight]

  /// Translates the model; no number of a weight is read.
  ///
  /// - Parameters:
  ///   - input: the shape of an image, where the file leaves it open.
  ///   - takesLogits: whether a softmax at the end, which the loss computes by itself, is left out.
  /// - Throws: `ONNXUnsupported` with every operator that has no form here, `ONNXFormatError` where
  ///   the file is no model of such a network.
  public init(_ file: ONNXFile, input: Shape? = nil, takesLogits: Bool = false) throws {
    let translation = try ONNXTranslation(file, input: input, takesLogits: takesLogits)
    self.file = file
    graph = translation.graph
    originals = translation.originals
    weights = translation.weights
    operatorCount = translation.operatorCount
    var notes = translation.notes
    if !translation.unread.isEmpty {
      notes.append(
        "of its outputs the first one is read; without a reader: "
          + translation.unread.joined(separator: ", "))
    }
    self.notes = notes
  }

  /// The layers with the numbers of the file.
  ///
  /// - Throws: `ONNXFormatError` where one is not finite, or a variance is negative.
  public func network() throws -> Network {
    var values: [StateTensor.Place: Tensor] = [:]
    var parameter = 0
    var buffer = 0
    for node in graph.nodes {
      for spec in node.layer.parameters(of: node.inputShapes) {
        values[.parameter(parameter)] = try tensor("\(node.name).\(spec.name)", spec.dimensions)
        parameter += 1
      }
      for spec in node.layer.buffers(of: node.inputShapes) {
        values[.buffer(buffer)] = try tensor("\(node.name).\(spec.name)", spec.dimensions)
        buffer += 1
      }
    }
    for tensor in graph.stateTensors where tensor.isVariance {
      guard values[tensor.place]!.isNonNegative else {
        throw ONNXFormatError("‘\(tensor.name)’ holds numbers that no variance can have")
      }
    }
    return Network(graph) { values[$0]! }
  }

  private func tensor(_ name: String, _ dimensions: [Int]) throws -> Tensor {
    guard let weight = weights[name] else { throw ONNXFormatError("‘\(name)’ has no numbers") }
    let tensor = try weight.numbers(dimensions, file.source)
    guard tensor.isFinite else {
      throw ONNXFormatError("‘\(name)’ holds numbers that are not finite")
    }
    return tensor
  }
}

extension ONNXTranslation.Weight {
  /// The numbers as the layer has them.
  fileprivate func numbers(_ dimensions: [Int], _ source: ByteSource) throws -> Tensor {
    if copies > 1 {
      let number = try tensor.tensor([1], source)[0]
      return Tensor(dimensions, repeating: number * factor)
    }
    var read = try tensor.tensor(isTransposed ? tensor.sizes : dimensions, source)
    if isTransposed {
      // The file has inputs × outputs of a group × places, here they are outputs × inputs of one.
      read = read.exchangingChannels(groups: dimensions[0] / tensor.sizes[1])
    }
    guard factor != 1 else { return read }
    let values = read.values
    return Tensor(dimensions) { values[$0] * factor }
  }
}
