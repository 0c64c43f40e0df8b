import Networks
import Tensors

/// Which weights of convolutions and linear layers stay: a share of them goes, those with the
/// lowest scores first, ties in the order of layers and indices.
///
/// The best weight of each layer always stays, so that no layer is cut off.
public struct WeightSelection {
  /// The parameters that lose weights, in network order.
  public let parameters: [Int]
  private let scores: [[Float]]

  /// - Throws: `PruningError` where the network has no weights.
  public init(_ criterion: any WeightCriterion, _ scene: CriterionScene) throws(PruningError) {
    parameters = scene.network.readParameters.filter {
      scene.network.parameters[$0].role == .weight
    }
    guard !parameters.isEmpty else { throw .noWeights }
    scores = parameters.map { criterion.weightScores($0, scene) }
  }

  /// A mask of zeros and ones for each of the parameters.
  ///
  /// - Parameters:
  ///   - share: of the weights that go.
  ///   - scope: over all of them, or over each layer's.
  public func masks(removing share: Double, in scope: SelectionScope) -> [[Float]] {
    guard scope == .layer else { return Self.masks(compared(scope), removing: share) }
    return scores.flatMap { Self.masks([$0], removing: share) }
  }

  private func compared(_ scope: SelectionScope) -> [[Float]] {
    guard scope == .normalised else { return scores }
    return scores.map { layer in
      let norm = layer.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      return norm > 0 ? layer.map { Float(Double($0) / norm) } : layer
    }
  }

  private static func masks(_ scores: [[Float]], removing share: Double) -> [[Float]] {
    let total = scores.reduce(0) { $0 + $1.count }
    let best = scores.map { layer in layer.indices.max { layer[$0] < layer[$1] } }
    let free = total - best.count { $0 != nil }
    let count = min(free, max(0, Int((share * Double(total)).rounded())))
    let (limit, ties) = threshold(scores, best, count)
    var left = ties
    return zip(scores, best).map { layer, best in
      layer.indices.map { index in
        guard index != best, count > 0 else { return 1 }
        let bits = layer[index].bitPattern
        if bits == limit, left > 0 {
          left -= 1
          return 0
        }
        return bits < limit ? 0 : 1
      }
    }
  }

  /// The `count`-th lowest score but for the best of each layer, by its bits, which order as the
  /// numbers do; and how many of its equals are among the `count` lowest.
  private static func threshold(
    _ scores: [[Float]], _ best: [Int?], _ count: Int
  ) -> (limit: UInt32, ties: Int) {
    /// Where the `wanted`-th lowest of `key` lies, and how many lie before that.
    func find(_ wanted: Int, _ key: (UInt32) -> Int?) -> (bin: Int, before: Int) {
      var bins = [Int](repeating: 0, count: 1 << 16)
      for (layer, best) in zip(scores, best) {
        for (index, score) in layer.enumerated() where index != best {
          if let bin = key(score.bitPattern) { bins[bin] += 1 }
        }
      }
      var before = 0
      for (bin, size) in bins.enumerated() {
        if before + size >= wanted { return (bin, before) }
        before += size
      }
      return (bins.count - 1, before)
    }
    guard count > 0 else { return (0, 0) }
    let high = find(count) { Int($0 >> 16) }
    let low = find(count - high.before) {
      Int($0 >> 16) == high.bin ? Int($0 & 0xFFFF) : nil
    }
    return (UInt32(high.bin << 16 | low.bin), count - high.before - low.before)
  }
}

extension PruningError {
  static let noWeights = PruningError(
    "no-weights", "the network has no convolution and no linear layer",
    hint: "‘add conv …’ or ‘add linear …’ first")
}
