/// Among which channels scores are compared.
public enum SelectionScope: String, Sendable, CaseIterable, Codable {
  /// All of the network, each layer's scores divided by their L2 norm (Molchanov et al., 2017).
  case normalised
  /// All of the network, as they are.
  case global
  /// A layer at a time: every layer loses the same share.
  case layer

  /// Scores that can be compared with each other.
  ///
  /// - Parameter scores: by layer, then channel.
  func comparable(_ scores: [[Double]]) -> [[Double]] {
    switch self {
    case .global: scores
    case .normalised: scores.map(Self.normalised)
    case .layer: scores.map(Self.ranks)
    }
  }

  private static func normalised(_ scores: [Double]) -> [Double] {
    let norm = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return norm > 0 ? scores.map { $0 / norm } : scores
  }

  /// The share of the layer's channels that come before each, ties in their order.
  private static func ranks(_ scores: [Double]) -> [Double] {
    var result = scores
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    for (place, channel) in order.enumerated() {
      result[channel] = (Double(place) + 0.5) / Double(scores.count)
    }
    return result
  }
}
