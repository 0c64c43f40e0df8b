/// `get_model_profile` of DeepSpeed: functions of PyTorch replaced by counting ones.
enum DeepSpeed {
  static let convention = Convention(
    name: "deepspeed", version: "0.19.8", call: "get_model_profile(net, input_shape)",
    counts: [
      .init("flops", .flops) { flops(of: $0) }, .init("MACs", .multiplyAdds) { macs(of: $0) },
    ],
    difference:
      "MACs are ours; flops add biases of convolutions but not of linear layers, 2 for each "
      + "number that batch norm reads, 1 for each that ReLU or a pool reads")

  private static func flops(of layer: LayerOperation) -> Double? {
    let work = layer.work
    switch layer.kind {
    case .convolution: return 2 * work.multiplyAdds + layer.biasAdditions
    case .linear: return 2 * work.multiplyAdds
    case .batchNorm: return 2 * work.inputElements
    case .relu, .maximumPool, .averagePool, .globalPool: return work.inputElements
    default: return nil
    }
  }

  private static func macs(of layer: LayerOperation) -> Double? {
    switch layer.kind {
    case .convolution, .linear: layer.work.multiplyAdds
    default: nil
    }
  }
}
