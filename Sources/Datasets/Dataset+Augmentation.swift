import Tensors

extension Dataset {
  /// One record as an epoch of training sees it, normalised and in plain order: `change` applied,
  /// and mixed with its partner where the augmentation mixes: `λ x + (1 − λ) x'`, where both were
  /// changed.
  public func augmentedValues(
    of record: Int, in part: Examples, epoch: Int, seed: UInt64
  ) -> [Float] {
    let own = changedValues(of: record, in: part, epoch: epoch, seed: seed)
    guard augmentation.mixes else { return own.map { Float($0) } }
    let partner = augmentation.partner(
      record: record, epoch: epoch, seed: seed, count: part.count)
    let other = changedValues(of: partner.record, in: part, epoch: epoch, seed: seed)
    let share = Double(partner.share)
    return zip(own, other).map { Float(share * $0 + (1 - share) * $1) }
  }

  private func changedValues(
    of record: Int, in part: Examples, epoch: Int, seed: UInt64
  ) -> [Double] {
    let shape = part.shape
    var values = part.values(of: record)
    if part.areBytes { for index in values.indices { values[index] /= 255 } }
    let change = augmentation.change(record: record, epoch: epoch, seed: seed, shape: shape)
    values = change.apply(to: values, of: shape, cover: normalisation.mean)
    for channel in 0..<shape.channels {
      let (mean, deviation) = (normalisation.mean[channel], normalisation.deviation[channel])
      for index in channel * shape.area..<(channel + 1) * shape.area {
        values[index] = (values[index] - mean) / deviation
      }
    }
    return values
  }
}
