import Tensors

/// Where one image is read from in one epoch: out(row, column) = in(row + dy, column + dx), with
/// the columns of `out` mirrored first if `flipped`. What lies outside the image reads as 0 before
/// normalisation (black), as in the usual "pad 4, crop".
public struct Placement: Sendable, Hashable {
  /// Columns to the right, -pad … pad.
  public let dx: Int
  /// Rows down, -pad … pad.
  public let dy: Int
  /// Left and right are exchanged.
  public let flipped: Bool

  /// Reads `dx` columns to the right and `dy` rows down, mirrored if `flipped`.
  public init(dx: Int = 0, dy: Int = 0, flipped: Bool = false) {
    self.dx = dx
    self.dy = dy
    self.flipped = flipped
  }

  /// The image as it is.
  public static let identity = Placement()

  /// The row and column of the image that land on (`row`, `column`); nil where the padding is.
  public func origin(row: Int, column: Int, of shape: Shape) -> (row: Int, column: Int)? {
    let fromRow = row + dy
    let fromColumn = (flipped ? shape.width - 1 - column : column) + dx
    guard (0..<shape.height).contains(fromRow), (0..<shape.width).contains(fromColumn) else {
      return nil
    }
    return (fromRow, fromColumn)
  }
}

/// Random changes of training images: pad and crop, horizontal flip.
///
/// A placement is a function of (seed, epoch, record) alone, whatever batch it is in.
public struct Augmentation: Sendable, Hashable, Codable {
  /// Pixels of padding on each side before a crop back to the old size; 0 for none.
  public let pad: Int
  /// Half of the images are mirrored left to right.
  public let flip: Bool

  /// Crops by up to `pad` pixels each way and mirrors half of the images if `flip`.
  public init(pad: Int = 0, flip: Bool = false) {
    self.pad = max(0, pad)
    self.flip = flip
  }

  /// Images as they are.
  public static let none = Augmentation()

  /// The words that `augment=` understands.
  public static let words = ["crop", "flip"]

  /// Whether images pass unchanged, so that nothing has to be drawn.
  public var isNone: Bool { pad == 0 && !flip }

  /// Reads `crop,flip` as typed: `crop` pads by 4 (He et al., CVPR 2016), `flip` mirrors.
  ///
  /// - Throws: `DatasetError` with an option problem for any other word.
  public init(words: [String]) throws(DatasetError) {
    for word in words where !Self.words.contains(word) && word != "none" {
      throw DatasetError(
        .option("augment", expected: "crop, flip, both or none", found: word),
        hint: "type augment=crop,flip")
    }
    self.init(pad: words.contains("crop") ? 4 : 0, flip: words.contains("flip"))
  }

  /// The placement of `record` (its index in the training part) in `epoch`.
  public func placement(record: Int, epoch: Int, seed: UInt64) -> Placement {
    if isNone { return .identity }
    let generator = Generator(
      seed: seed, stream: .augmentation, epoch: UInt64(truncatingIfNeeded: epoch))
    let first = record &* 3
    let span = 2 * pad + 1
    return Placement(
      dx: pad == 0 ? 0 : generator.integer(first, below: span) - pad,
      dy: pad == 0 ? 0 : generator.integer(first &+ 1, below: span) - pad,
      flipped: flip && generator.bits(first &+ 2) >> 63 == 1)
  }
}

extension Augmentation: CustomStringConvertible {
  /// As it can be typed back: `crop,flip`, or `none`.
  public var description: String {
    let words = (pad > 0 ? ["crop"] : []) + (flip ? ["flip"] : [])
    return words.isEmpty ? "none" : words.joined(separator: ",")
  }
}
