import Tensors

/// Random changes of training images, each a function of (seed, epoch, record) alone, whatever
/// batch the record is in. They act in the order of `words`.
public struct Augmentation: Sendable, Hashable, Codable {
  /// Pixels of padding on each side before a crop back to the old size; 0 for none.
  public let pad: Int
  /// Half of the images are mirrored left to right.
  public let flip: Bool
  /// What else is done.
  public let others: Set<Kind>

  /// Changes beside crops and flips.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A part of the image, 8 to 100 % of its area and with sides as 3:4 to 4:3, is brought to the
    /// size of the whole (Szegedy et al., Going Deeper with Convolutions, 2015).
    case resize
    /// The image is turned by up to 15° either way.
    case rotate
    /// Brightness, contrast and saturation by factors of 0.6 to 1.4 (Howard, Some Improvements on
    /// Deep Convolutional Neural Network Based Image Classification, 2013).
    case jitter
    /// A square with half of the shorter side is covered with the mean colour (DeVries and Taylor,
    /// Improved Regularization of Convolutional Neural Networks with Cutout, 2017).
    case cutout
    /// The image is mixed with another of the training part, and the loss with that one's label
    /// (Zhang et al., mixup: Beyond Empirical Risk Minimization, 2018, with α = 1).
    case mixup
  }

  /// Crops by up to `pad` pixels each way, mirrors half of the images if `flip`, and does what
  /// else is named.
  public init(pad: Int = 0, flip: Bool = false, others: Set<Kind> = []) {
    self.pad = max(0, pad)
    self.flip = flip
    self.others = others
  }

  /// Images as they are.
  public static let none = Augmentation()

  /// The words that `augment=` understands, in the order in which they act.
  public static let words = ["resize", "rotate", "crop", "flip", "jitter", "cutout", "mixup"]

  /// Whether images pass unchanged, so that nothing has to be drawn.
  public var isNone: Bool { pad == 0 && !flip && others.isEmpty }

  /// Whether pixels are only moved as a whole, so that a `Placement` says it all.
  public var isPlacement: Bool { others.isEmpty }

  /// Whether images are mixed in pairs.
  public var mixes: Bool { others.contains(.mixup) }

  /// Reads `crop,flip` as typed: `crop` pads by 4 (He et al., CVPR 2016), `flip` mirrors.
  ///
  /// - Throws: `DatasetError` with an option problem for any other word.
  public init(words: [String]) throws(DatasetError) {
    for word in words where !Self.words.contains(word) && word != "none" {
      let last = Self.words.last ?? ""
      throw DatasetError(
        .option(
          "augment",
          expected: "\(Self.words.dropLast().joined(separator: ", ")) or \(last), some or none",
          found: word),
        hint: "type augment=crop,flip")
    }
    self.init(
      pad: words.contains("crop") ? 4 : 0, flip: words.contains("flip"),
      others: Set(words.compactMap { Kind(rawValue: $0) }))
  }

  /// The placement of `record` (its index in the training part) in `epoch`.
  public func placement(record: Int, epoch: Int, seed: UInt64) -> Placement {
    if pad == 0 && !flip { return .identity }
    let generator = Generator(
      seed: seed, stream: .augmentation, epoch: UInt64(truncatingIfNeeded: epoch))
    let first = record &* 3
    let span = 2 * pad + 1
    return Placement(
      dx: pad == 0 ? 0 : generator.integer(first, below: span) - pad,
      dy: pad == 0 ? 0 : generator.integer(first &+ 1, below: span) - pad,
      flipped: flip && generator.bits(first &+ 2) >> 63 == 1)
  }

  /// All that is done to `record` of `shape` in `epoch`, but for mixing.
  public func change(
    record: Int, epoch: Int, seed: UInt64, shape: Shape
  ) -> ImageChange {
    let random = draws(record, epoch, seed)
    var change = ImageChange(placement: placement(record: record, epoch: epoch, seed: seed))
    if others.contains(.resize) { change.window = Self.window(random.split(0), shape) }
    if others.contains(.rotate) {
      change.turn = (2 * Double(random.uniform(0)) - 1) * 15 / 360
    }
    if others.contains(.jitter) {
      let factors = (1...3).map { 0.6 + 0.8 * Double(random.uniform($0)) }
      change.tint = ImageChange.Tint(
        brightness: factors[0], contrast: factors[1], saturation: factors[2])
    }
    if others.contains(.cutout) {
      let side = max(1, min(shape.height, shape.width) / 2)
      change.hole = ImageChange.Hole(
        top: random.integer(4, below: shape.height) - side / 2,
        left: random.integer(5, below: shape.width) - side / 2, side: side)
    }
    return change
  }

  /// With which of `count` records `record` is mixed, and which share it has itself, uniform in
  /// 0 ..< 1.
  public func partner(
    record: Int, epoch: Int, seed: UInt64, count: Int
  ) -> (record: Int, share: Float) {
    let random = draws(record, epoch, seed)
    return (random.integer(6, below: max(1, count)), random.uniform(7))
  }

  private func draws(_ record: Int, _ epoch: Int, _ seed: UInt64) -> Generator {
    Generator(seed: seed, stream: .augmentation, epoch: UInt64(truncatingIfNeeded: epoch))
      .split(record)
  }

  /// The part of an image that `resize` takes: ten tries, then all of it.
  private static func window(_ random: Generator, _ shape: Shape) -> ImageChange.Window {
    let (height, width) = (Double(shape.height), Double(shape.width))
    let span = Elementary.log(4 / 3.0)
    for attempt in 0..<10 {
      let area = (0.08 + 0.92 * Double(random.uniform(4 * attempt))) * height * width
      let ratio = Elementary.exp((2 * Double(random.uniform(4 * attempt + 1)) - 1) * span)
      let wide = (area * ratio).squareRoot().rounded()
      let high = (area / ratio).squareRoot().rounded()
      guard wide >= 1, high >= 1, wide <= width, high <= height else { continue }
      return ImageChange.Window(
        top: random.integer(4 * attempt + 2, below: shape.height - Int(high) + 1),
        left: random.integer(4 * attempt + 3, below: shape.width - Int(wide) + 1),
        height: Int(high), width: Int(wide))
    }
    return ImageChange.Window(top: 0, left: 0, height: shape.height, width: shape.width)
  }
}

extension Augmentation: CustomStringConvertible {
  /// As it can be typed back: `crop,flip`, or `none`.
  public var description: String {
    let words = Self.words.filter { word in
      switch word {
      case "crop": pad > 0
      case "flip": flip
      default: others.contains { $0.rawValue == word }
      }
    }
    return words.isEmpty ? "none" : words.joined(separator: ",")
  }
}
