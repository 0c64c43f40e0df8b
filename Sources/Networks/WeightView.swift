import Tensors

/// A way to see weights: what a layer computes with, and how its gradient comes back to them.
///
/// Views stand in a chain beside a parameter and act at the door of a pass. No layer learns of
/// them.
public protocol WeightView {
  /// What the layer computes with in the place of `weights`.
  func forward(_ weights: Tensor) -> Tensor

  /// The gradient to `weights`, from the one to `forward(weights)`.
  func backward(_ gradient: Tensor, of weights: Tensor) -> Tensor
}

/// The rows and columns that stay, and back their gradient among zeros.
extension Selection: WeightView {
  public func forward(_ weights: Tensor) -> Tensor {
    rows == nil && columns == nil ? weights : weights.selecting(rows: rows, columns: columns)
  }

  public func backward(_ gradient: Tensor, of weights: Tensor) -> Tensor {
    var result = Tensor(weights.dimensions)
    result.scatter(gradient, rows: rows, columns: columns)
    return result
  }
}
