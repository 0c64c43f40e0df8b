/// A tensor that is computed in stages; between two of them parts of it travel between processes.
/// Every process goes on with its tensors in the same order.
public enum PendingTensor {
  /// Nothing is left to do.
  case ready(Tensor)
  /// Something is on its way; `next` waits for it and does the next stage.
  case arriving(next: () -> PendingTensor)

  /// One stage on.
  public var advanced: PendingTensor {
    switch self {
    case .ready: self
    case .arriving(let next): next()
    }
  }

  /// What `change` makes of the tensor once it is there.
  public func mapped(_ change: @escaping (Tensor) -> Tensor) -> PendingTensor {
    switch self {
    case .ready(let tensor): .ready(change(tensor))
    case .arriving(let next): .arriving { next().mapped(change) }
    }
  }

  /// The tensor; all stages are done for it.
  public var tensor: Tensor {
    var now = self
    while true {
      switch now {
      case .ready(let tensor): return tensor
      case .arriving(let next): now = next()
      }
    }
  }
}
