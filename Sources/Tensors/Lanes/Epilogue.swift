import Kernels

/// What happens to every number of a channel after an operation: `x · scale + shift`, then plus
/// `added`, then `max(x, 0)`, at most `cap`, then times the image's factor. Who reads or writes the
/// numbers does it in the same pass over memory.
public struct Epilogue {
  /// A factor for each image and channel: feature `first + channel` of `values`, or feature `first`
  /// for every channel.
  public struct Factors {
    let values: Activations
    let first: Int
    let isShared: Bool

    /// Feature `first` on of `values`, one a channel, or that one for every channel if `shared`.
    public init(_ values: Activations, first: Int, shared: Bool) {
      self.values = values
      self.first = first
      isShared = shared
    }

    /// The feature that holds the factors of `channel`.
    func feature(_ channel: Int) -> Int { first + (isShared ? 0 : channel) }
  }

  /// One scale and one shift a channel.
  public private(set) var scaling: (scale: [Float], shift: [Float])?
  /// Numbers of the same shape, added after scale and shift.
  public private(set) var added: Activations?
  /// Whether negative numbers become zero after the sum.
  public private(set) var isRectified: Bool
  /// The largest number that a rectifier gives; nil where it has no end.
  public private(set) var cap: Float?
  /// What each number is multiplied by at the end.
  public private(set) var factors: Factors?

  /// These steps, in the order in which they are listed; none unless said.
  public init(
    scaling: (scale: [Float], shift: [Float])? = nil, added: Activations? = nil,
    isRectified: Bool = false, cap: Float? = nil, factors: Factors? = nil
  ) {
    self.scaling = scaling
    self.added = added
    self.isRectified = isRectified
    self.cap = cap
    self.factors = factors
  }

  /// Whether it leaves every number as it is.
  public var isEmpty: Bool { factors == nil && onlyMultiplies }

  /// Whether nothing but factors can be there.
  var onlyMultiplies: Bool { scaling == nil && added == nil && !isRectified }

  /// This epilogue and then `next`, where one epilogue says both.
  public func then(_ next: Epilogue) -> Epilogue? {
    if isEmpty { return next }
    guard factors == nil else { return nil }
    if next.onlyMultiplies { return with(next.factors) }
    guard !isRectified, next.scaling == nil, added == nil || next.added == nil else { return nil }
    return Epilogue(
      scaling: scaling, added: added ?? next.added, isRectified: next.isRectified,
      cap: next.cap, factors: next.factors)
  }

  /// The same with other factors.
  func with(_ factors: Factors?) -> Epilogue {
    Epilogue(
      scaling: scaling, added: added, isRectified: isRectified, cap: cap, factors: factors)
  }

  /// What happens to `channel` of the images of `block`, but for what is added.
  func kernel(_ channel: Int, _ block: Int) -> KernelAffine {
    KernelAffine(
      factors: factors.map { $0.values.block(block) + $0.feature(channel) * lanes },
      scale: scaling?.scale[channel] ?? 1, shift: scaling?.shift[channel] ?? 0,
      scaled: scaling == nil ? 0 : 1, rectified: isRectified ? 1 : 0, capped: cap == nil ? 0 : 1,
      cap: cap ?? 0)
  }

  /// The same of several channels; none where nothing happens.
  func kernels(_ channels: Range<Int>, _ block: Int) -> [KernelAffine] {
    isEmpty ? [] : channels.map { kernel($0, block) }
  }
}

extension Activations {
  /// These values after `epilogue`.
  public func followed(by epilogue: Epilogue) -> Activations {
    let result = Activations(uninitialized: count, shape)
    forEachChannel { block, channel, _ in
      run(epilogue, block, channel..<channel + 1, 0..<shape.area, to: result.storage.pointer)
    }
    return result
  }

  /// The same in place, of some channels and positions of a block.
  func follow(_ epilogue: Epilogue, _ block: Int, _ channels: Range<Int>, _ places: Range<Int>) {
    guard !epilogue.isEmpty else { return }
    run(epilogue, block, channels, places, to: storage.pointer)
  }

  /// Whether `other` is missing or lies as these values do.
  func fits(_ other: Activations?) -> Bool {
    other.map { $0.count == count && $0.shape == shape } ?? true
  }

  private func run(
    _ epilogue: Epilogue, _ block: Int, _ channels: Range<Int>, _ places: Range<Int>,
    to: UnsafeMutablePointer<Float>
  ) {
    precondition(fits(epilogue.added) && (epilogue.added == nil || epilogue.factors == nil))
    let affine = Processor.kernels.affine!
    let added = epilogue.added?.pointer
    for channel in channels {
      var with = epilogue.kernel(channel, block)
      let at = block * blockSize + (channel * shape.area + places.lowerBound) * lanes
      affine(pointer + at, Int64(places.count), &with, added.map { $0 + at }, to + at)
    }
  }
}
