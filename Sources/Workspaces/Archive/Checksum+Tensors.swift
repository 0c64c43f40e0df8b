import Datasets
import Tensors

extension Checksum {
  /// Adds name, sizes and numbers of a tensor.
  public mutating func add(_ tensor: Tensor, named name: String) {
    add(name)
    for size in tensor.dimensions { add(size) }
    add(tensor.count)
    let piece = PlainFile.piece / 4
    for start in stride(from: 0, to: tensor.count, by: piece) {
      for number in tensor.values(in: start..<min(tensor.count, start + piece)) {
        add(UInt64(number.bitPattern))
      }
    }
  }
}
