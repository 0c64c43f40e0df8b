/// A batch of images or feature vectors with 16 images in the lanes:
/// `[block of 16 images][channel][row][column][16 images]`.
///
/// Lanes past `count` in the last block are padding. Whatever they hold, they reach no statistic,
/// no loss and no gradient.
public struct Activations {
  /// Images side by side in the lanes.
  public static var imagesPerBlock: Int { lanes }

  /// Blocks of 16 images that so many fill, the last one maybe in part.
  public static func blocks(of count: Int) -> Int { count.vectors }

  /// Images.
  public let count: Int
  /// Of one image.
  public let shape: Shape
  private(set) var storage: Storage

  /// Blocks of 16 images, the last one padded.
  public var blocks: Int { count.vectors }
  /// Numbers in a block of 16 images.
  var blockSize: Int { shape.size * lanes }
  /// Numbers in all blocks, padding included.
  var size: Int { blocks * blockSize }

  init(uninitialized count: Int, _ shape: Shape) {
    self.count = count
    self.shape = shape
    storage = Storage(count.vectors * lanes * shape.size)
  }

  /// A batch of `count` images, every number `value`, padding too.
  public init(_ count: Int, _ shape: Shape, repeating value: Float = 0) {
    self.init(uninitialized: count, shape)
    storage.pointer.update(repeating: value, count: size)
  }

  /// From plain `[image][channel][row][column]` order; padding lanes are zero.
  public init(_ count: Int, _ shape: Shape, images: [Float]) {
    precondition(images.count == count * shape.size)
    self.init(count, shape)
    for image in 0..<count {
      let lane = storage.pointer + image / lanes * blockSize + image % lanes
      for i in 0..<shape.size { lane[i * lanes] = images[image * shape.size + i] }
    }
  }

  /// The plain `[image][channel][row][column]` order.
  public var images: [Float] {
    var plain = [Float](repeating: 0, count: count * shape.size)
    for image in 0..<count {
      let lane = storage.pointer + image / lanes * blockSize + image % lanes
      for i in 0..<shape.size { plain[image * shape.size + i] = lane[i * lanes] }
    }
    return plain
  }

  /// The number of `image` at `index` of its channel × row × column order.
  public subscript(image: Int, index: Int) -> Float {
    get {
      precondition(image >= 0 && image < count && index >= 0 && index < shape.size)
      return storage.pointer[image / lanes * blockSize + index * lanes + image % lanes]
    }
    set {
      precondition(image >= 0 && image < count && index >= 0 && index < shape.size)
      own()
      storage.pointer[image / lanes * blockSize + index * lanes + image % lanes] = newValue
    }
  }

  /// The same numbers under another shape of equal size.
  public func reshaped(_ shape: Shape) -> Activations {
    precondition(shape.size == self.shape.size)
    return Activations(count, shape, sharing: storage)
  }

  init(_ count: Int, _ shape: Shape, sharing storage: Storage) {
    self.count = count
    self.shape = shape
    self.storage = storage
  }

  var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

  var writable: UnsafeMutablePointer<Float> {
    mutating get {
      own()
      return storage.pointer
    }
  }

  private mutating func own() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Storage(storage.capacity)
    copy.pointer.update(from: storage.pointer, count: size)
    storage = copy
  }

  func block(_ index: Int) -> UnsafePointer<Float> { pointer + index * blockSize }

  /// Images that count in a block: 16, fewer in the last.
  func valid(_ block: Int) -> Int { min(lanes, count - block * lanes) }

  /// Whether every number of an image is one; padding does not count.
  public var isFinite: Bool {
    for image in 0..<count {
      for index in 0..<shape.size where !self[image, index].isFinite { return false }
    }
    return true
  }
}

/// Sixteen lanes of 1 for images that count and 0 for padding, 64-byte aligned.
struct LaneMask {
  private let storage: Storage

  init(valid: Int) {
    storage = Storage(lanes)
    for lane in 0..<lanes { storage.pointer[lane] = lane < valid ? 1 : 0 }
  }

  var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }
}

/// The masks of a batch's blocks: full, and the last block's own.
struct LaneMasks {
  private let full: LaneMask
  private let last: LaneMask
  private let blocks: Int

  init(_ x: Activations) {
    full = LaneMask(valid: lanes)
    last = LaneMask(valid: x.valid(x.blocks - 1))
    blocks = x.blocks
  }

  subscript(block: Int) -> UnsafePointer<Float> {
    block == blocks - 1 ? last.pointer : full.pointer
  }
}
