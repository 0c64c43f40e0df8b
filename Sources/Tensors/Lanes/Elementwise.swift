import Kernels

/// Operations number by number.
extension Activations {
  func mapped(
    _ operation: (UnsafePointer<Float>, Int64, UnsafeMutablePointer<Float>) -> Void
  ) -> Activations {
    let result = Activations(uninitialized: count, shape)
    forEachPiece { at, count in
      operation(pointer + at, Int64(count), result.storage.pointer + at)
    }
    return result
  }

  func combined(
    _ other: Activations,
    _ operation: (
      UnsafePointer<Float>, UnsafePointer<Float>, Int64, UnsafeMutablePointer<Float>
    ) -> Void
  ) -> Activations {
    precondition(count == other.count && shape == other.shape)
    let result = Activations(uninitialized: count, shape)
    forEachPiece { at, count in
      operation(pointer + at, other.pointer + at, Int64(count), result.storage.pointer + at)
    }
    return result
  }

  /// `dy + added` where this output of a rectifier is positive, else 0.
  public func rectifierGradient(_ dy: Activations, plus added: Activations? = nil) -> Activations {
    precondition(fits(dy) && fits(added))
    let kernels = Processor.kernels
    let more = added?.pointer
    let result = Activations(uninitialized: count, shape)
    forEachPiece { at, count in
      kernels.reluGradient(
        pointer + at, dy.pointer + at, more.map { $0 + at }, Int64(count),
        result.storage.pointer + at)
    }
    return result
  }

  /// This gradient plus `added`, and zero where `rectified`, a rectifier's output, is not positive.
  public func gradient(plus added: Activations?, behind rectified: Activations?) -> Activations {
    if let rectified { return rectified.rectifierGradient(self, plus: added) }
    return added.map { adding($0) } ?? self
  }

  /// The sum, number by number, of two batches of one shape.
  public func adding(_ other: Activations) -> Activations {
    let kernels = Processor.kernels
    return combined(other) { kernels.add($0, $1, $2, $3) }
  }

  /// The product, number by number, of two batches of one shape.
  public func multiplied(by other: Activations) -> Activations {
    let kernels = Processor.kernels
    return combined(other) { kernels.multiply($0, $1, $2, $3) }
  }

  /// 1 / (1 + e⁻ˣ).
  public func sigmoid() -> Activations {
    let kernels = Processor.kernels
    return mapped { kernels.sigmoid($0, $1, $2) }
  }

  /// `dy · y · (1 − y)` of this output `y` of a sigmoid.
  public func sigmoidGradient(_ dy: Activations) -> Activations {
    let kernels = Processor.kernels
    return combined(dy) { kernels.sigmoidGradient($0, $1, $2, $3) }
  }

  /// The channels of `range`, as a batch of their own.
  public func channels(_ range: Range<Int>) -> Activations {
    let result = Activations(
      uninitialized: count, Shape(range.count, shape.height, shape.width))
    for block in 0..<blocks {
      (result.storage.pointer + block * result.blockSize).update(
        from: self.block(block) + range.lowerBound * shape.area * lanes, count: result.blockSize)
    }
    return result
  }

  /// The images of `range`, which begins a block.
  public func images(_ range: Range<Int>) -> Activations {
    precondition(range.lowerBound % lanes == 0 && range.upperBound <= count)
    let result = Activations(uninitialized: range.count, shape)
    result.storage.pointer.update(from: block(range.lowerBound / lanes), count: result.size)
    return result
  }

  /// The images of every part, one after another; all but the last fill their blocks.
  public static func stacked(_ parts: [Activations]) -> Activations {
    let result = Activations(
      uninitialized: parts.reduce(0) { $0 + $1.count }, parts.first?.shape ?? Shape(1))
    var to = result.storage.pointer
    for (index, part) in parts.enumerated() {
      precondition(part.shape == result.shape)
      precondition(part.count % lanes == 0 || index == parts.count - 1)
      to.update(from: part.pointer, count: part.size)
      to += part.size
    }
    return result
  }

  /// The channels of every part, one after another.
  public static func concatenated(_ parts: [Activations]) -> Activations {
    let first = parts[0]
    let channels = parts.reduce(0) { $0 + $1.shape.channels }
    let result = Activations(
      uninitialized: first.count, Shape(channels, first.shape.height, first.shape.width))
    for block in 0..<result.blocks {
      var to = result.storage.pointer + block * result.blockSize
      for part in parts {
        to.update(from: part.block(block), count: part.blockSize)
        to += part.blockSize
      }
    }
    return result
  }
}

extension Activations {
  /// 0 with probability `rate`, else `1 / (1 − rate)`; a function of (generator, image, place).
  public static func dropout(
    _ count: Int, _ shape: Shape, rate: Float, _ generator: Generator, firstImage: Int
  ) -> Activations {
    let result = Activations(count, shape)
    let kept = 1 / (1 - rate)
    let base = result.storage.pointer
    let blockSize = result.blockSize
    Processor.parallel(result.blocks) { block in
      for image in block * lanes..<min(block * lanes + lanes, count) {
        let draws = generator.split(firstImage + image)
        let lane = base + block * blockSize + image % lanes
        for place in 0..<shape.size {
          lane[place * lanes] = draws.uniform(place) < rate ? 0 : kept
        }
      }
    }
    return result
  }
}
