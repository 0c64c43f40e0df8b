/// Where an image is placed in its frame, and whether it is mirrored.
public struct Placement: Sendable, Hashable {
  public var dx: Int
  public var dy: Int
  public var flipped: Bool

  public static let plain = Placement(dx: 0, dy: 0, flipped: false)

  public init(dx: Int, dy: Int, flipped: Bool) {
    self.dx = dx
    self.dy = dy
    self.flipped = flipped
  }
}

extension Activations {
  /// Packs chosen records into the lanes: `y = x · scale + shift` by channel; a record moved by its
  /// placement leaves zeros behind (the mean, after normalisation).
  ///
  /// - Parameters:
  ///   - source: records in `[record][channel][row][column]` order.
  ///   - placements: one a record of `indices`, or nil for none.
  public static func packing(
    bytes source: [UInt8], shape: Shape, indices: [Int], scale: [Float], shift: [Float],
    placements: [Placement]?
  ) -> Activations {
    pack(shape, indices, placements) { record, at, channel in
      Float(source[record * shape.size + at]) * scale[channel] + shift[channel]
    }
  }

  public static func packing(
    reals source: [Float], shape: Shape, indices: [Int], scale: [Float], shift: [Float],
    placements: [Placement]?
  ) -> Activations {
    pack(shape, indices, placements) { record, at, channel in
      source[record * shape.size + at] * scale[channel] + shift[channel]
    }
  }

  @inline(__always)
  private static func pack(
    _ shape: Shape, _ indices: [Int], _ placements: [Placement]?,
    _ value: (_ record: Int, _ at: Int, _ channel: Int) -> Float
  ) -> Activations {
    let result = Activations(indices.count, shape)
    let base = result.storage.pointer
    let blockSize = result.blockSize
    withoutActuallyEscaping(value) { value in
      Processor.parallel(result.blocks) { block in
        for image in block * 16..<min(block * 16 + 16, indices.count) {
          let place = placements?[image] ?? .plain
          let lane = base + block * blockSize + image % 16
          for channel in 0..<shape.channels {
            for row in 0..<shape.height {
              let sourceRow = row - place.dy
              guard sourceRow >= 0, sourceRow < shape.height else { continue }
              for column in 0..<shape.width {
                let unflipped = place.flipped ? shape.width - 1 - column : column
                let sourceColumn = unflipped - place.dx
                guard sourceColumn >= 0, sourceColumn < shape.width else { continue }
                let at = (channel * shape.height + sourceRow) * shape.width + sourceColumn
                lane[((channel * shape.height + row) * shape.width + column) * 16] =
                  value(indices[image], at, channel)
              }
            }
          }
        }
      }
    }
    return result
  }
}
