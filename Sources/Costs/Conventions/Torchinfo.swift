/// `summary` of torchinfo: parameters of each module, those of a convolution once a position.
enum Torchinfo {
  static let convention = Convention(
    name: "torchinfo", version: "1.8.0", call: "summary(net, input_size)",
    counts: [.init("mult-adds", .multiplyAdds) { multAdds(of: $0) }],
    difference:
      "adds biases, and 2 for each channel of a batch norm, however large its map is")

  private static func multAdds(of layer: LayerOperation) -> Double? {
    switch layer.kind {
    case .convolution, .linear: layer.work.multiplyAdds + layer.biasAdditions
    case .batchNorm: layer.work.parameters
    default: nil
    }
  }
}
