/// `FlopCountAnalysis` of fvcore: a handle for each operator of a traced network.
enum Fvcore {
  static let convention = Convention(
    name: "fvcore", version: "0.1.5.post20221221", call: "FlopCountAnalysis(net, x).total()",
    counts: [.init("flops", .multiplyAdds) { flops(of: $0) }],
    difference:
      "adds 2 for each number that batch norm reads and 1 for each that a global average pool "
      + "reads",
    countsUnread: false)

  private static func flops(of layer: LayerOperation) -> Double? {
    switch layer.kind {
    case .convolution, .linear: layer.work.multiplyAdds
    case .batchNorm: 2 * layer.work.inputElements
    case .globalPool: layer.work.inputElements
    default: nil
    }
  }
}
