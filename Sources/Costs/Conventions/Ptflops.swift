/// `get_model_complexity_info` of ptflops with its default backend: hooks of modules, and functions
/// of PyTorch replaced by counting ones.
enum Ptflops {
  static let convention = Convention(
    name: "ptflops", version: "0.7.5", call: "get_model_complexity_info(net, shape)",
    counts: [.init("MACs", .multiplyAdds) { macs(of: $0) }],
    difference:
      "adds biases, and 2 for each number that batch norm, ReLU or a pool reads (for ReLU and "
      + "pools 1, counted twice)")

  private static func macs(of layer: LayerOperation) -> Double? {
    switch layer.kind {
    case .convolution, .linear: layer.work.multiplyAdds + layer.biasAdditions
    case .batchNorm: 2 * layer.work.inputElements
    // Counted by a hook of the module, and again by the patched function that the module calls.
    case .relu, .maximumPool, .averagePool, .globalPool: 2 * layer.work.inputElements
    // By the hook alone: its function is none of those replaced.
    case .relu6: layer.work.inputElements
    default: nil
    }
  }
}
