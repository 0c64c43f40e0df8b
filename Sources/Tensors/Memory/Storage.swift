/// A run of numbers, 64-byte aligned, that goes back to a pool when its last owner lets go.
public final class Storage {
  @exclusivity(unchecked) private(set) var pointer: UnsafeMutablePointer<Float>
  /// The file that the numbers lie in, if they were moved out of memory; they are then only read.
  private(set) var file: StorageFile?
  /// Numbers that fit; a multiple of 16.
  let capacity: Int

  /// Storage of at least `count` numbers with undefined contents.
  init(_ count: Int) {
    capacity = Self.roundedCapacity(count)
    pointer = StoragePool.shared.take(capacity)
  }

  deinit { if file == nil { StoragePool.shared.give(pointer, capacity) } }

  /// Lets go of the memory; the same numbers are read at byte `offset` of `file` from now on.
  func move(to file: StorageFile, at offset: Int) {
    if self.file == nil { StoragePool.shared.give(pointer, capacity) }
    pointer = (file.base + offset).bindMemory(to: Float.self, capacity: capacity)
    self.file = file
  }

  /// Sizes are rounded up to 16 numbers, larger ones to an eighth of their power of two, so that
  /// buffers of nearly the same size find each other in the pool.
  private static func roundedCapacity(_ count: Int) -> Int {
    let least = max(lanes, count.wholeVectors)
    guard least > 4096 else { return least }
    let step = (1 << (Int.bitWidth - 1 - least.leadingZeroBitCount)) >> 3
    return (least + step - 1) / step * step
  }
}
