/// Weights in tiles of outputs as the loops read them, `[tile][channel][tap][output]`.
struct FewImagesTiles {
  struct Tile {
    /// The first channel of the group that the tile reads.
    let channel: Int
    let output: Int
    let count: Int
    /// Where its weights begin.
    let start: Int
  }

  let tiles: [Tile]
  /// Channels a tile reads.
  let channels: Int
  let taps: Int
  let weights: Storage
  let bias: Storage

  /// - Parameters:
  ///   - weight: outputs × channels of a group × taps.
  ///   - size: outputs in a tile; `step` is what a tile's last outputs are rounded up to.
  init(
    _ weight: [Float], bias values: [Float], groups: Int, taps: Int, size: Int, step: Int = 1
  ) {
    let outputs = values.count
    let terms = weight.count / outputs
    let rounded = { (count: Int) in (count + step - 1) / step * step }
    channels = terms / taps
    self.taps = taps
    var tiles: [Tile] = []
    var start = 0
    for group in 0..<groups {
      let end = outputs / groups * (group + 1)
      for output in stride(from: outputs / groups * group, to: end, by: size) {
        let count = min(size, end - output)
        tiles.append(
          Tile(channel: group * channels, output: output, count: count, start: start))
        start += rounded(count) * terms
      }
    }
    self.tiles = tiles
    weights = Storage(start)
    weights.pointer.update(repeating: 0, count: weights.capacity)
    bias = Storage(outputs)
    for output in 0..<outputs { bias.pointer[output] = values[output] }
    weight.withUnsafeBufferPointer { [weights] weight in
      for tile in tiles {
        let from = weight.baseAddress! + tile.output * terms
        let to = weights.pointer + tile.start
        let width = rounded(tile.count)
        // A few terms of every output at a time, or each would cost a line of the cache.
        for first in stride(from: 0, to: terms, by: lanes) {
          for output in 0..<tile.count {
            for term in first..<min(first + lanes, terms) {
              to[term * width + output] = from[output * terms + term]
            }
          }
        }
      }
    }
  }
}
