/// `profile` of thop: a hook of each module.
enum Thop {
  static let convention = Convention(
    name: "thop", version: "0.1.1-2209072238", call: "profile(net, inputs=(x,))",
    counts: [.init("MACs", .multiplyAdds) { macs(of: $0) }],
    difference:
      "adds 4 for each number that batch norm reads, 1 for each that an average pool makes, 1 for "
      + "each that a global one reads or makes")

  private static func macs(of layer: LayerOperation) -> Double? {
    let work = layer.work
    switch layer.kind {
    case .convolution, .linear: return work.multiplyAdds
    case .batchNorm: return 4 * work.inputElements
    case .averagePool: return work.outputElements
    // For each channel its numbers and one division.
    case .globalPool: return work.inputElements + work.outputElements
    default: return nil
    }
  }
}
