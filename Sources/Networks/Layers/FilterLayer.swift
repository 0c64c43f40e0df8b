import Tensors

/// A layer whose filters each make a channel of all that come in, or of those of a group: what a
/// convolution and a transposed one share. Its weights lie outputs first.
protocol FilterLayer: Layer {
  /// Output channels: filters.
  var outputs: Int { get set }
  /// Kernel, strides, dilations, padding and groups.
  var geometry: ConvolutionGeometry { get }
  /// Whether each output has a bias.
  var hasBias: Bool { get }
}

extension FilterLayer {
  public var flow: ChannelFlow { geometry.groups == 1 ? .makes : .makesInGroups }
  public var partNoun: String { "filters" }

  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs kept: [Int]?) -> Narrowing {
    let rows = kept ?? Array(0..<outputs)
    var layer = self
    layer.outputs = rows.count
    let columns = geometry.groups == 1 ? inputs[0] : nil
    var selections = [Selection(rows: rows, columns: columns)]
    if hasBias { selections.append(Selection(rows: rows)) }
    return Narrowing(layer, outputs: rows, parameters: selections)
  }
}
