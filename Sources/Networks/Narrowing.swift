import Tensors

/// Which slices of a tensor's first two dimensions stay; nil keeps all.
public struct Selection: Sendable, Codable {
  public var rows: [Int]?
  public var columns: [Int]?

  public init(rows: [Int]? = nil, columns: [Int]? = nil) {
    self.rows = rows
    self.columns = columns
  }
}

/// A layer after channels left: its new description, the channels it still puts out, and the slices
/// its parameters and buffers keep.
public struct Narrowing {
  public var layer: any Layer
  public var outputs: [Int]
  public var parameters: [Selection]
  public var buffers: [Selection]

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
