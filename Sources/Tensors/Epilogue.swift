import Kernels

/// What happens to every number of a channel behind an operation: `x · scale + shift`, then plus
/// `added`, then `max(x, 0)`. Who reads or writes the numbers does it in the same pass over memory.
public struct Epilogue {
  /// One scale and one shift a channel.
  public private(set) var scaling: (scale: [Float], shift: [Float])?
  public private(set) var added: Activations?
  public private(set) var isRectified: Bool

  public init(
    scaling: (scale: [Float], shift: [Float])? = nil, added: Activations? = nil,
    isRectified: Bool = false
  ) {
    self.scaling = scaling
    self.added = added
    self.isRectified = isRectified
  }

  public var isEmpty: Bool { scaling == nil && added == nil && !isRectified }

  /// This epilogue and then `next`, where one epilogue says both.
  public func then(_ next: Epilogue) -> Epilogue? {
    if isEmpty { return next }
    guard !isRectified, next.scaling == nil, added == nil || next.added == nil else { return nil }
    return Epilogue(
      scaling: scaling, added: added ?? next.added, isRectified: next.isRectified)
  }

  /// Scale, shift and rectifier of `channel`.
  func kernel(_ channel: Int) -> KernelAffine {
    KernelAffine(
      scale: scaling?.scale[channel] ?? 1, shift: scaling?.shift[channel] ?? 0,
      scaled: scaling == nil ? 0 : 1, rectified: isRectified ? 1 : 0)
  }
}

extension Activations {
  /// These numbers behind `epilogue`.
  public func followed(by epilogue: Epilogue) -> Activations {
    let result = Activations(uninitialized: count, shape)
    run(epilogue, to: result.storage.pointer)
    return result
  }

  /// The same in place.
  mutating func follow(_ epilogue: Epilogue) {
    guard !epilogue.isEmpty else { return }
    run(epilogue, to: writable)
  }

  /// Whether `other` is missing or lies as these numbers do.
  func fits(_ other: Activations?) -> Bool {
    other.map { $0.count == count && $0.shape == shape } ?? true
  }

  private func run(_ epilogue: Epilogue, to: UnsafeMutablePointer<Float>) {
    precondition(fits(epilogue.added))
    let area = Int64(shape.area)
    let kernels = Processor.kernels
    let added = epilogue.added?.pointer
    forEachChannel { _, channel, at in
      var with = epilogue.kernel(channel)
      kernels.affine(pointer + at, area, &with, added.map { $0 + at }, to + at)
    }
  }
}
