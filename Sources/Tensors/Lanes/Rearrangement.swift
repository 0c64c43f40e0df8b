/// A layer that computes nothing: each number that comes out is a copy of one that comes in.
///
/// A channel that comes out takes its numbers from `sources[channel]` on, at the offsets of a table
/// that it shares with every so-manieth channel.
public struct Rearrangement: Sendable {
  /// What comes in.
  public let input: Shape
  /// What comes out.
  public let output: Shape
  /// By channel that comes out: the input's position, channel by channel, that its table counts
  /// from, the first of a channel.
  let sources: [Int]
  /// By channel modulo their number: offsets by position; none where whole channels are copied.
  let tables: [[Int32]]

  private init(_ input: Shape, to output: Shape, sources: [Int], tables: [[Int32]] = []) {
    self.input = input
    self.output = output
    self.sources = sources
    self.tables = tables
  }

  /// Whole channels in another order, or some of them.
  ///
  /// - Parameter list: by channel that comes out, the one that it is a copy of.
  public static func channels(_ list: [Int], of shape: Shape) -> Rearrangement {
    Rearrangement(
      shape, to: Shape(list.count, shape.height, shape.width),
      sources: list.map { $0 * shape.area })
  }

  /// Every number `rows` × `columns` times, beside itself.
  public static func repeating(_ shape: Shape, rows: Int, columns: Int) -> Rearrangement {
    let output = Shape(shape.channels, shape.height * rows, shape.width * columns)
    let table = (0..<output.area).map { place in
      Int32(place / output.width / rows * shape.width + place % output.width / columns)
    }
    return Rearrangement(
      shape, to: output, sources: (0..<shape.channels).map { $0 * shape.area }, tables: [table])
  }

  /// Squares of `side` × `side` numbers made of as many channels, one after another (pixel shuffle:
  /// Shi et al., CVPR 2016).
  ///
  /// - Precondition: `side²` divides the channels.
  public static func joiningChannels(_ shape: Shape, side: Int) -> Rearrangement {
    let output = Shape(
      shape.channels / (side * side), shape.height * side, shape.width * side)
    let table = (0..<output.area).map { place in
      let (row, column) = (place / output.width, place % output.width)
      let part = row % side * side + column % side
      return Int32(part * shape.area + row / side * shape.width + column / side)
    }
    return Rearrangement(
      shape, to: output,
      sources: (0..<output.channels).map { $0 * side * side * shape.area }, tables: [table])
  }

  /// The reverse: a channel for each place of squares of `side` × `side` numbers.
  ///
  /// - Precondition: `side` divides height and width.
  public static func partingChannels(_ shape: Shape, side: Int) -> Rearrangement {
    let parts = side * side
    let output = Shape(shape.channels * parts, shape.height / side, shape.width / side)
    let tables = (0..<parts).map { part in
      (0..<output.area).map { place in
        let row = place / output.width * side + part / side
        return Int32(row * shape.width + place % output.width * side + part % side)
      }
    }
    return Rearrangement(
      shape, to: output, sources: (0..<output.channels).map { $0 / parts * shape.area },
      tables: tables)
  }
}

extension Activations {
  /// Copies as `rearrangement` says, which is for this shape.
  public func rearranged(by rearrangement: Rearrangement) -> Activations {
    precondition(rearrangement.input == shape)
    let result = Activations(uninitialized: count, rearrangement.output)
    let (from, area) = (pointer, rearrangement.output.area)
    result.forEachChannel { block, channel, at in
      let source = from + block * blockSize + rearrangement.sources[channel] * lanes
      let to = result.storage.pointer + at
      guard !rearrangement.tables.isEmpty else {
        to.update(from: source, count: area * lanes)
        return
      }
      rearrangement.tables[channel % rearrangement.tables.count].withUnsafeBufferPointer { table in
        for place in 0..<area {
          (to + place * lanes).update(from: source + Int(table[place]) * lanes, count: lanes)
        }
      }
    }
    return result
  }

  /// The gradient of `rearranged` by its input, this being that of its output: the sum over copies,
  /// in the order of channels and positions.
  public func rearrangedGradient(of rearrangement: Rearrangement) -> Activations {
    precondition(rearrangement.output == shape)
    let result = Activations(count, rearrangement.input)
    let (kernels, area) = (Processor.kernels, shape.area)
    Processor.parallel(blocks) { block in
      for channel in 0..<shape.channels {
        let from = self.block(block) + channel * area * lanes
        let target =
          result.storage.pointer + block * result.blockSize + rearrangement.sources[channel] * lanes
        guard !rearrangement.tables.isEmpty else {
          kernels.add(target, from, Int64(area * lanes), target)
          continue
        }
        rearrangement.tables[channel % rearrangement.tables.count].withUnsafeBufferPointer {
          table in
          for place in 0..<area {
            let to = target + Int(table[place]) * lanes
            kernels.add(to, from + place * lanes, Int64(lanes), to)
          }
        }
      }
    }
    return result
  }
}
