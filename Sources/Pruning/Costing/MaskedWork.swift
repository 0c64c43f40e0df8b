import Networks

/// What masks leave of a layer's work, counted: weights that are there, and multiply-adds by them.
///
/// A dense engine multiplies zeros too, so its time and joules are those of all weights until whole
/// channels leave.
public struct MaskedWork: Sendable, Equatable {
  /// The layer's name in the graph.
  public let layer: String
  /// All weights of the layer, those that masks took away too.
  public let connections: Double
  /// Weights that are there.
  public let kept: Double
  /// Of one image.
  public let multiplyAdds: Double
  /// Of one image, by weights that are there: `kept · multiplyAdds / connections`.
  public let keptMultiplyAdds: Double
  /// Output channels without a weight that makes them.
  public let emptyChannels: Int

  /// The layers that have weights and are read, in network order.
  public static func layers(of network: Network) -> [MaskedWork] {
    network.graph.nodes.indices.filter { network.graph.nodes[$0].isRead }.compactMap { index in
      let weights = network.parameterRange(of: index).map { network.parameters[$0] }
        .filter { $0.role == .weight }
      guard let weight = weights.first else { return nil }
      let node = network.graph.nodes[index]
      let work = node.layer.work(of: node.inputShapes)
      let kept = weights.reduce(0.0) { $0 + Double($1.keptCount) }
      // Every weight is used at as many positions.
      let positions = work.connections > 0 ? work.multiplyAdds / work.connections : 0
      return MaskedWork(
        layer: node.name, connections: work.connections, kept: kept,
        multiplyAdds: work.multiplyAdds, keptMultiplyAdds: kept * positions,
        emptyChannels: weight.emptyRows.count)
    }
  }
}

extension [MaskedWork] {
  /// One of the counts over all layers.
  public func total(_ count: KeyPath<MaskedWork, Double>) -> Double {
    reduce(0) { $0 + $1[keyPath: count] }
  }
}

extension Parameter {
  /// Rows of the mask that hold no weight.
  var emptyRows: [Int] {
    guard let mask, let rows = mask.dimensions.first, rows > 0 else { return [] }
    let values = mask.values
    let size = values.count / rows
    return (0..<rows).filter { row in
      values[row * size..<(row + 1) * size].allSatisfy { $0 == 0 }
    }
  }

  /// Whether the mask leaves no weight in the columns; false without a mask.
  func isEmpty(columns: [Int]) -> Bool {
    guard let mask else { return false }
    return mask.selecting(rows: nil, columns: columns).keptCount == 0
  }
}
