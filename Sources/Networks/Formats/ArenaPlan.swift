/// Places in one array for values that live from one step to another: two that are needed at one
/// time never overlap.
///
/// Greedy by size: the largest value first, each at the lowest place that is free while it lives
/// (Pisarchyk and Lee, Efficient Memory Management for Deep Neural Net Inference, 2020).
struct ArenaPlan {
  /// A value and when it is needed, both ends included.
  struct Block {
    var size: Int
    var birth: Int
    var death: Int
  }

  /// Where each block begins.
  let offsets: [Int]
  /// What all of them take.
  let size: Int

  init(_ blocks: [Block]) {
    var offsets = Array(repeating: 0, count: blocks.count)
    var placed: [Int] = []
    for index in blocks.indices.sorted(by: {
      (-blocks[$0].size, $0) < (-blocks[$1].size, $1)
    }) {
      let block = blocks[index]
      let others = placed.filter {
        blocks[$0].birth <= block.death && block.birth <= blocks[$0].death
      }.sorted { offsets[$0] < offsets[$1] }
      var place = 0
      for other in others where offsets[other] < place + block.size {
        place = max(place, offsets[other] + blocks[other].size)
      }
      offsets[index] = place
      placed.append(index)
    }
    self.offsets = offsets
    size = blocks.indices.map { offsets[$0] + blocks[$0].size }.max() ?? 0
  }
}
