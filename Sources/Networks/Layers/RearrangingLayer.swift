import Costs
import Tensors

/// A layer that computes nothing: each of its numbers is a copy of one that it reads, as its
/// rearrangement says.
protocol RearrangingLayer: Layer {
  /// For an input that fits.
  func rearrangement(of shape: Shape) -> Rearrangement
}

extension RearrangingLayer {
  public func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    pass.rearrange(inputs[0], by: rearrangement(of: inputs[0].shape))
  }

  public func compile(
    _ inputs: [FewImagesValue], _ node: CompiledNode, into builder: inout FewImagesBuilder
  ) -> FewImagesValue {
    builder.rearrange(inputs[0], by: rearrangement(of: inputs[0].shape))
  }
}

extension NodePass {
  /// Copies as `rearrangement` says.
  func rearrange(_ x: Variable, by rearrangement: Rearrangement) -> Variable {
    output(x.value.rearranged(by: rearrangement), tracked: x.isTracked) { dy in
      x.accumulate(dy.rearrangedGradient(of: rearrangement))
    }
  }
}
