import Datasets

/// An epoch, or the part of one that ran.
public struct EpochReport: Sendable, Hashable {
  /// The epoch's number, from 1.
  public var epoch: Int
  /// Batches that ran.
  public var batches: Int
  /// Whether the epoch ended.
  public var isWhole: Bool
  /// Mean training loss of the task, dropout and augmentation on.
  public var loss: Double
  /// The task's scores on training images while training, by name.
  public var scores: [String: Double]
  /// The mean of the method's own terms.
  public var penalty: Double
  /// The learning rate at the end.
  public var rate: Double
  /// What the method came to at the end, where there is one.
  public var account: MethodAccount?
  /// Scores of test images at the end, by name, where somebody looked at them.
  public var testScores: [String: Double] = [:]
  /// The same of the validation part.
  public var validationScores: [String: Double] = [:]

  /// What the score that tells best came to, while training and on test images.
  public var mark: Mark { Self.mark(scores) ?? Mark(TaskCatalog.standard.scores[0], 0) }
  /// The same of test images; nil where none were looked at.
  public var testMark: Mark? { Self.mark(testScores) }
  /// The same of the validation part.
  public var validationMark: Mark? { Self.mark(validationScores) }

  /// What a look at the end found on a part that training does not see, by name.
  public subscript(part: Dataset.Part) -> [String: Double] {
    get { part == .validation ? validationScores : testScores }
    set { if part == .validation { validationScores = newValue } else { testScores = newValue } }
  }

  /// Forgets what looks at the end found.
  public mutating func forgetLooks() {
    testScores = [:]
    validationScores = [:]
  }

  private static func mark(_ scores: [String: Double]) -> Mark? {
    for score in TaskCatalog.scores {
      if let value = scores[score.name] { return Mark(score, value) }
    }
    return nil
  }
}

/// In files `accuracy` and the like have keys of their own; other scores stand by name.
extension EpochReport: Codable {
  private enum Key: String, CodingKey {
    case epoch, batches, isWhole, loss, accuracy, penalty, rate, account, testAccuracy, scores
    case testScores, validationAccuracy, validationScores
  }

  private static let accuracy = "accuracy"

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    epoch = try values.decode(Int.self, forKey: .epoch)
    batches = try values.decode(Int.self, forKey: .batches)
    isWhole = try values.decode(Bool.self, forKey: .isWhole)
    loss = try values.decode(Double.self, forKey: .loss)
    penalty = try values.decode(Double.self, forKey: .penalty)
    rate = try values.decode(Double.self, forKey: .rate)
    account = try values.decodeIfPresent(MethodAccount.self, forKey: .account)
    func scores(_ key: Key, _ accuracyKey: Key) throws -> [String: Double] {
      var scores = try values.decodeIfPresent([String: Double].self, forKey: key) ?? [:]
      if let accuracy = try values.decodeIfPresent(Double.self, forKey: accuracyKey) {
        scores[Self.accuracy] = accuracy
      }
      return scores
    }
    self.scores = try scores(.scores, .accuracy)
    testScores = try scores(.testScores, .testAccuracy)
    validationScores = try scores(.validationScores, .validationAccuracy)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(epoch, forKey: .epoch)
    try values.encode(batches, forKey: .batches)
    try values.encode(isWhole, forKey: .isWhole)
    try values.encode(loss, forKey: .loss)
    try values.encode(penalty, forKey: .penalty)
    try values.encode(rate, forKey: .rate)
    try values.encodeIfPresent(account, forKey: .account)
    func encode(_ scores: [String: Double], _ key: Key, _ accuracyKey: Key) throws {
      try values.encodeIfPresent(scores[Self.accuracy], forKey: accuracyKey)
      let others = scores.filter { $0.key != Self.accuracy }
      if !others.isEmpty { try values.encode(others, forKey: key) }
    }
    try encode(scores, .scores, .accuracy)
    try encode(testScores, .testScores, .testAccuracy)
    try encode(validationScores, .validationScores, .validationAccuracy)
  }
}
