import Datasets
import Networks

extension Checksum {
  /// Adds name, sizes and numbers of every tensor, in the order of their names.
  mutating func add(_ file: Safetensors) {
    for name in file.names.sorted() {
      guard let tensor = file[name] else { continue }
      add(name)
      for size in tensor.dimensions { add(size) }
      add(tensor.values)
    }
  }
}
