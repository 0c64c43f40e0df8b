/// Ours: products of convolutions and linear layers.
enum Pollard {
  static let convention = Convention(
    name: "pollard", version: nil, call: "flops",
    counts: [
      .init("multiply-adds", .multiplyAdds) { multiplyAdds(of: $0) },
      .init("FLOPs", .flops) { multiplyAdds(of: $0).map { 2 * $0 } },
    ],
    difference:
      "products of convolutions and linear layers alone, no bias; a multiply-add is two FLOPs",
    countsUnread: false)

  private static func multiplyAdds(of layer: LayerOperation) -> Double? {
    switch layer.kind {
    case .convolution, .linear: layer.work.multiplyAdds
    default: layer.work.multiplyAdds > 0 ? layer.work.multiplyAdds : nil
    }
  }
}
