import TestSupport
import CZlib
import Foundation
import Tensors

@testable import Datasets

/// Small files in the formats of the readers.
enum Fixture {
  /// Some bytes that depend on (seed, index).
  static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    let generator = Generator(seed: seed, stream: .trial)
    return (0..<count).map { UInt8(generator.integer($0, below: 256)) }
  }

  static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func images(_ count: Int, _ rows: Int = 5, _ columns: Int = 4) -> [UInt8] {
    word(0x803) + word(count) + word(rows) + word(columns) + bytes(count * rows * columns)
  }

  static func labels(_ count: Int) -> [UInt8] {
    word(0x801) + word(count) + (0..<count).map { UInt8($0 % 10) }
  }

  /// CIFAR records with labels 0, 1, 2 …
  static func cifar(_ count: Int, labelBytes: Int = 1, seed: UInt64 = 1) -> [UInt8] {
    (0..<count).flatMap { record in
      [UInt8](repeating: UInt8(record % 10), count: labelBytes)
        + bytes(3072, seed: seed &+ UInt64(record))
    }
  }

  static func gzip(_ bytes: [UInt8], in folder: Scratch) throws -> [UInt8] {
    let file = gzopen(folder.path + "/packed", "wb9")
    _ = bytes.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) }
    gzclose(file)
    let packed = try folder.bytes("packed")
    try folder.remove("packed")
    return packed
  }

  /// The four files of MNIST, 20 and 10 records.
  static func mnist(in folder: Scratch, packed: Bool) throws {
    for (part, count) in [("train", 20), ("t10k", 10)] {
      for (name, content) in [
        ("\(part)-images-idx3-ubyte", images(count)), ("\(part)-labels-idx1-ubyte", labels(count)),
      ] {
        if packed {
          try folder.file(name + ".gz", try gzip(content, in: folder))
        } else {
          try folder.file(name, content)
        }
      }
    }
  }
}

/// The error of a load that must fail.
func failure(_ load: () throws -> Void) -> DatasetError? {
  do {
    try load()
    return nil
  } catch {
    return error as? DatasetError
  }
}
