import Datasets
import Tensors

/// Images and what is to be said of them, ready for a network.
public struct Batch {
  /// Normalised, and augmented where an epoch asked for it.
  public let images: Activations
  /// What each image is to give.
  public let targets: BatchTargets
  /// Which part of a larger batch it is; nil for a whole one.
  public var share: BatchShare?

  /// Images of the whole batch.
  var count: Int { share?.count ?? images.count }
}

/// What the images of a batch are to give.
public enum BatchTargets {
  /// A class each.
  case classes([Int])
  /// Two classes each, and the share of the first, 0…1; the other's is what is left.
  case mixed([Int], [Int], [Float])
  /// Numbers each, an output's.
  case values(Activations)

  /// The class of each image, from 0; the first where there are two.
  ///
  /// - Precondition: the targets are classes.
  public var classes: [Int] {
    switch self {
    case .classes(let classes), .mixed(let classes, _, _): return classes
    case .values: preconditionFailure("no classes")
    }
  }

  /// The numbers that each image is to give.
  ///
  /// - Precondition: the targets are numbers.
  public var values: Activations {
    guard case .values(let values) = self else { preconditionFailure("no values") }
    return values
  }
}

extension Dataset {
  /// The records of `part` as `task` asks for them, normalised and packed; with `epoch`, augmented
  /// as that epoch does.
  public func batch(
    of records: [Int], in part: Examples, for task: any Task, augmentedIn epoch: Int? = nil,
    seed: UInt64 = 0
  ) -> Batch {
    let images = images(of: records, in: part, augmentedIn: epoch, seed: seed)
    var targets = task.targets(of: records, in: part, images: { images })
    if let epoch, augmentation.mixes, case .classes(let own) = targets {
      let partners = records.map {
        augmentation.partner(record: $0, epoch: epoch, seed: seed, count: part.count)
      }
      let others = task.targets(of: partners.map(\.record), in: part, images: { images })
      targets = .mixed(own, others.classes, partners.map(\.share))
    }
    return Batch(images: images, targets: targets)
  }

  /// The images of such a batch alone.
  func images(
    of records: [Int], in part: Examples, augmentedIn epoch: Int? = nil, seed: UInt64 = 0
  ) -> Activations {
    var origin: ((Int, Int, Int) -> (row: Int, column: Int)?)?
    if let epoch, !augmentation.isPlacement {
      let values = records.flatMap {
        augmentedValues(of: $0, in: part, epoch: epoch, seed: seed)
      }
      return Activations(records.count, part.shape, images: values)
    }
    if let epoch, !augmentation.isNone {
      let places = records.map { augmentation.placement(record: $0, epoch: epoch, seed: seed) }
      let shape = part.shape
      origin = { places[$0].origin(row: $1, column: $2, of: shape) }
    }
    switch part.pixels {
    case .bytes(let bytes):
      return .packing(
        bytes: bytes, shape: part.shape, records: records,
        tables: (0..<part.shape.channels).map { normalisation.table(channel: $0) }, origin: origin)
    case .mapped(let all):
      return .packing(
        mapped: all.file, offsets: records.map { all.offset(of: $0) }, shape: part.shape,
        tables: (0..<part.shape.channels).map { normalisation.table(channel: $0) }, origin: origin)
    case .reals(let reals):
      return .packing(
        reals: reals, shape: part.shape, records: records,
        mean: normalisation.mean.map { Float($0) },
        deviation: normalisation.deviation.map { Float($0) }, origin: origin)
    }
  }
}
