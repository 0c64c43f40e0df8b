import Datasets
import Tensors

/// Images and labels, ready for a network.
public struct Batch {
  /// Normalised, and augmented where an epoch asked for it.
  public let images: Activations
  /// The class of each image, from 0.
  public let labels: [Int]
}

extension Dataset {
  /// The records of `part`, normalised and packed; with `epoch`, augmented as that epoch does.
  public func batch(
    of records: [Int], in part: Examples, augmentedIn epoch: Int? = nil, seed: UInt64 = 0
  ) -> Batch {
    Batch(
      images: images(of: records, in: part, augmentedIn: epoch, seed: seed),
      labels: part.labels(of: records))
  }

  /// The images of such a batch alone.
  func images(
    of records: [Int], in part: Examples, augmentedIn epoch: Int? = nil, seed: UInt64 = 0
  ) -> Activations {
    var origin: ((Int, Int, Int) -> (row: Int, column: Int)?)?
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
    case .reals(let reals):
      return .packing(
        reals: reals, shape: part.shape, records: records,
        mean: normalisation.mean.map { Float($0) },
        deviation: normalisation.deviation.map { Float($0) }, origin: origin)
    }
  }
}

extension Examples {
  func labels(of records: [Int]) -> [Int] { records.map { Int(labels[$0]) } }
}
