import Tensors

/// A batch of activations and, once the tape has run back to it, its gradient.
public final class Variable {
  /// The numbers, or what still is to be done for them.
  private enum Content {
    case value(Activations)
    /// A reader does the rest as it reads.
    case deferred(DeferredActivations)
    /// Computed together with what follows.
    case pending(ConvolutionChain)
  }

  /// Images of the batch.
  public let count: Int
  /// Of one image.
  public let shape: Shape
  /// Whether a gradient is wanted.
  public let isTracked: Bool
  /// Whether the value is a rectifier's output, and the gradient wanted the one to its input.
  let isRectified: Bool
  private var content: Content
  private var gradients: [(part: DeferredActivations, isMasked: Bool)] = []

  /// A batch whose numbers are known; its gradient is kept if `tracked`.
  public convenience init(_ value: Activations, tracked: Bool) {
    self.init(value, tracked: tracked, rectified: false)
  }

  init(_ value: Activations, tracked: Bool, rectified: Bool) {
    count = value.count
    shape = value.shape
    isTracked = tracked
    isRectified = rectified
    content = .value(value)
  }

  /// Numbers that are left to the readers.
  init(deferring value: DeferredActivations, tracked: Bool) {
    count = value.count
    shape = value.shape
    isTracked = tracked
    isRectified = false
    content = .deferred(value)
  }

  /// What `chain` gives when it is asked for; for a variable with one reader and no gradient.
  init(_ chain: ConvolutionChain) {
    count = chain.count
    shape = chain.shape
    isTracked = false
    isRectified = false
    content = .pending(chain)
  }

  /// Whether nothing is left to do for the numbers.
  var isComputed: Bool {
    if case .value = content { true } else { false }
  }

  /// The numbers; what was left to do for them is done on first use.
  public var value: Activations {
    let value: Activations
    switch content {
    case .value(let known): return known
    case .deferred(let deferred): value = deferred.value
    case .pending(let chain): value = chain.value
    }
    content = .value(value)
    return value
  }

  /// The numbers, for a reader that does the rest itself.
  var deferred: DeferredActivations {
    if case .deferred(let deferred) = content { return deferred }
    return DeferredActivations(value)
  }

  /// The convolutions that wait for what follows, if they do.
  var pending: ConvolutionChain? {
    if case .pending(let chain) = content { chain } else { nil }
  }

  /// This variable's only reader is `next`: both in one, where nothing was computed yet.
  func joined(_ next: Epilogue) -> Variable? { pending?.then(next).map(Variable.init) }

  /// `next` of this variable's numbers, in the same pass over memory where something waits.
  func followed(by next: Epilogue) -> Activations {
    if case .deferred(let deferred) = content { return deferred.followed(by: next) }
    return joined(next)?.value ?? value.followed(by: next)
  }

  /// The gradient as far as it was added up.
  public var gradient: Activations? {
    gradients.dropFirst().reduce(gradients.first?.part.value) { $0!.adding($1.part.value) }
  }

  /// Adds to the gradient.
  public func accumulate(_ part: Activations) { accumulate(DeferredActivations(part)) }

  /// Adds to the gradient what the operation in front of this variable may do itself.
  func accumulate(_ part: DeferredActivations) {
    if isTracked { gradients.append((part, false)) }
  }

  /// Adds what `compute` gives to the gradient, in the same pass over memory: it gets what is to be
  /// added, and the rectifier's output behind which nothing but its positive places counts.
  func accumulate(
    _ compute: (_ added: Activations?, _ rectified: Activations?) -> Activations
  ) {
    guard isTracked else { return }
    let added = gradients.popLast()?.part.value
    gradients.append((DeferredActivations(compute(added, isRectified ? value : nil)), isRectified))
  }

  /// Adds what `compute` gives to the gradient, in the same pass over memory as what it is to be
  /// added to.
  func accumulate(onto compute: (_ added: Activations?) -> Activations) {
    guard isTracked else { return }
    accumulate(compute(gradients.popLast()?.part.value))
  }

  /// Hands the gradient over; it is needed once.
  func takeGradient() -> DeferredActivations? {
    guard let last = gradients.popLast() else { return nil }
    let others = gradient
    gradients = []
    if others == nil, last.isMasked || !isRectified { return last.part }
    return DeferredActivations(
      last.part.value.gradient(plus: others, behind: isRectified ? value : nil))
  }
}
