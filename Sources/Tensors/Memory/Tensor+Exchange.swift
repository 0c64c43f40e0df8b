extension Tensor {
  /// Weights whose first two dimensions change places within each of `groups` groups: outputs ×
  /// inputs of a group × … becomes inputs × outputs of a group × …, and the other way round.
  ///
  /// - Precondition: the groups divide the first dimension.
  public func exchangingChannels(groups: Int) -> Tensor {
    let (rows, columns) = (dimensions[0] / groups, dimensions[1])
    let window = dimensions.dropFirst(2).reduce(1, *)
    let result = Tensor(
      uninitialized: [columns * groups, rows] + Array(dimensions.dropFirst(2)))
    let (from, to) = (storage.pointer, result.storage.pointer)
    for group in 0..<groups {
      let base = group * rows * columns
      for row in 0..<rows {
        for column in 0..<columns {
          (to + (base + column * rows + row) * window).update(
            from: from + (base + row * columns + column) * window, count: window)
        }
      }
    }
    return result
  }
}
