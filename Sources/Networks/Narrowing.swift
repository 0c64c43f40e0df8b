import Tensors

/// Which slices of a tensor's first two dimensions stay; nil keeps all.
public struct Selection: Sendable, Codable {
  /// Indices of the first dimension, such as filters.
  public var rows: [Int]?
  /// Indices of the second dimension, such as the channels that filters read.
  public var columns: [Int]?

  /// A selection; nil keeps the whole dimension.
  public init(rows: [Int]? = nil, columns: [Int]? = nil) {
    self.rows = rows
    self.columns = columns
  }
}

/// A layer after channels left: its new description, the channels it still puts out, and the slices
/// its parameters and buffers keep.
public struct Narrowing {
  /// The same layer with fewer outputs or inputs.
  public var layer: any Layer
  /// The channels that stay, by their indices before.
  public var outputs: [Int]
  /// By parameter of the layer; empty where it has none.
  public var parameters: [Selection]
  /// By buffer of the layer; empty where it has none.
  public var buffers: [Selection]

  /// What is left of a layer.
  public init(
    _ layer: any Layer, outputs: [Int], parameters: [Selection] = [], buffers: [Selection] = []
  ) {
    self.layer = layer
    self.outputs = outputs
    self.parameters = parameters
    self.buffers = buffers
  }
}

extension Layer {
  /// A channel goes with its origin, and so do the numbers of its own that the layer has for it; a
  /// layer without origins stays as it is.
  public func narrowed(inputs: [[Int]], shapes: [Shape], outputs: [Int]?) -> Narrowing {
    guard let origins = origins(of: shapes) else {
      let count = (try? output(of: shapes))?.channels ?? 0
      return Narrowing(self, outputs: Array(0..<count))
    }
    let stay = inputs.map(Set.init)
    let kept = origins.indices.filter { stay[origins[$0].input].contains(origins[$0].channel) }
    func selection(_ dimensions: [Int]) -> Selection {
      Selection(rows: dimensions.first == origins.count ? kept : nil)
    }
    return Narrowing(
      self, outputs: kept, parameters: parameters(of: shapes).map { selection($0.dimensions) },
      buffers: buffers(of: shapes).map { selection($0.dimensions) })
  }
}
