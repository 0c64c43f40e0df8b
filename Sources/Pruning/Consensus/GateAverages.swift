import Training

/// What each gate did lately, averaged over batches.
struct GateAverages: Sendable, Equatable, Codable {
  private static let decay = 0.98

  /// Mean openness.
  private(set) var openness: [Double]
  /// Mean logit.
  private(set) var logits: [Double]
  /// Batches in a row in which no image opened the gate.
  private(set) var closedStreak: [Int]
  private var weight = 0.0

  /// Averages of gates that no batch has asked yet: open, logit 2.
  init(count: Int) {
    openness = Array(repeating: 1, count: count)
    logits = Array(repeating: 2, count: count)
    closedStreak = Array(repeating: 0, count: count)
  }

  /// Whether no batch was added yet.
  var isEmpty: Bool { weight == 0 }

  /// The gates; nil where the lists are not as long as each other.
  var count: Int? {
    openness.count == logits.count && logits.count == closedStreak.count ? openness.count : nil
  }

  /// Whether a training can lead to it.
  var isPossible: Bool { closedStreak.allSatisfy(Horizon.counts.contains) }

  /// Adds a batch's mean openness and mean logits with weight 1; what was there keeps 0.98 of its
  /// weight.
  mutating func add(openness batch: [Double], logits batchLogits: [Double]) {
    let next = weight * Self.decay + 1
    let share = 1 / next
    for i in openness.indices {
      openness[i] = weight == 0 ? batch[i] : openness[i] + (batch[i] - openness[i]) * share
      logits[i] = weight == 0 ? batchLogits[i] : logits[i] + (batchLogits[i] - logits[i]) * share
      closedStreak[i] = batch[i] == 0 ? closedStreak[i] + 1 : 0
    }
    weight = next
  }

  /// Averages seen once, such as over a whole data set.
  init(openness: [Double], logits: [Double]) {
    self.openness = openness
    self.logits = logits
    closedStreak = Array(repeating: 0, count: openness.count)
    weight = 1
  }

  /// The averages of the gates at `indices`.
  func selecting(_ indices: [Int]) -> GateAverages {
    var result = self
    result.openness = indices.map { openness[$0] }
    result.logits = indices.map { logits[$0] }
    result.closedStreak = indices.map { closedStreak[$0] }
    return result
  }
}
