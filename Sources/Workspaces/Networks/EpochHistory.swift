import Training

/// The states that a network's training went through, in their order: one where each training set
/// out, one at each epoch's edge.
public struct EpochHistory {
  /// How well an epoch did, as far as it was looked at.
  public struct Scores {
    /// What the figures are of.
    public let score: Score
    /// In training.
    public var training: Double
    /// At its edge.
    public var validation: Double?
    /// At its edge; nil where nobody looked at the test images there.
    public var test: Double?

    /// Shares, 0…1; those at the edge are nil until somebody looks.
    public init(score: Score, training: Double, validation: Double? = nil, test: Double? = nil) {
      self.score = score
      self.training = training
      self.validation = validation
      self.test = test
    }
  }

  /// In the order in which training led to them.
  public private(set) var states: [KeptState] = []
  /// What training took since the last state, in seconds.
  public private(set) var pending = 0.0

  /// Whether the network came from a file: the lines that led to it may have left states that are
  /// not here.
  public private(set) var isCut: Bool

  /// Nothing trained, or nothing remembered of it.
  public init(isCut: Bool = false) {
    self.isCut = isCut
  }

  /// As a file tells of it.
  init(_ states: [KeptState], isCut: Bool) {
    self.states = states
    self.isCut = isCut
  }

  /// By the epoch's number, as far as its state is remembered.
  public var scores: [Int: Scores] {
    var scores: [Int: Scores] = [:]
    for state in states where state.start == nil {
      guard let epoch = state.epoch, let report = state.log.last, report.epoch == epoch else {
        continue
      }
      let mark = report.mark
      scores[epoch] = Scores(
        score: mark.score, training: mark.value, validation: report.validationMark?.value,
        test: report.testMark?.value)
    }
    return scores
  }

  /// The epochs there are, ascending.
  public var epochs: [Int] { states.compactMap(\.epoch).sorted() }

  /// The state at the end of an epoch; 0 is the one before training.
  public subscript(epoch: Int) -> KeptState? { states.last { $0.epoch == epoch } }

  /// Training sets out. States behind are another future's and are forgotten.
  ///
  /// - Parameters:
  ///   - begun: the state as it is.
  ///   - start: the same with horizon and method at hand.
  public mutating func begin(_ begun: TrainingState, _ start: TrainingState) {
    pending = 0
    let position = begun.entry.run.position
    if position.step == 0 { isCut = false }
    let here = states.lastIndex {
      $0.position == position && ($0.state.map(begun.continues) ?? false)
    }
    if let here {
      let found = states[here]
      states.removeSubrange((here + 1)...)
      if found.start != nil {
        states[here] = KeptState(begun, epoch: found.epoch, start: start)
      } else if found.epoch == nil {
        // It only showed that nothing but training led here.
        states.removeLast()
        pending = found.seconds ?? 0
      }
    } else {
      states.removeAll { $0.position.step > position.step }
      let isEdge = position.batch == 0 && self[position.epoch] == nil
      states.append(
        KeptState(begun, epoch: isEdge ? position.epoch : nil, start: start))
    }
  }

  /// Keeps the state at an epoch's edge, or within one where a training ended there.
  public mutating func keep(_ state: TrainingState, seconds: Double) {
    let position = state.entry.run.position
    let epoch = position.batch == 0 ? position.epoch : nil
    states.append(KeptState(state, epoch: epoch, seconds: seconds + pending))
    pending = 0
  }

  /// Puts `report` in the place of the epoch's, where its end was looked at later, or its looks are
  /// forgotten.
  public mutating func amend(_ report: EpochReport) {
    let place = states.lastIndex { $0.epoch == report.epoch && $0.start == nil }
    if let place { states[place] = states[place].amended(report) }
  }

  /// From where a state that was let go can be recomputed, and what training took from there to
  /// it, if that is known.
  public func source(of target: KeptState) -> (from: KeptState, seconds: Double?)? {
    guard var index = states.firstIndex(where: { $0 === target }) else { return nil }
    var seconds: Double? = 0
    while index >= 0 {
      if states[index].start != nil || states[index].state != nil {
        return (states[index], seconds)
      }
      seconds = states[index].seconds.flatMap { took in seconds.map { $0 + took } }
      index -= 1
    }
    return nil
  }

  /// The epoch that did best by the last one's score, the first of equals, and by which measure:
  /// the first of validation, test and training that any epoch has.
  public var best: (epoch: Int, measure: String, mark: Mark)? {
    guard let score = scores.max(by: { $0.key < $1.key })?.value.score else { return nil }
    let sign = score.isHigherBetter ? 1.0 : -1
    func best(_ measure: String, _ look: (Scores) -> Double?) -> (Int, String, Mark)? {
      let found = scores.filter { $0.value.score == score }
        .compactMap { epoch, scores in look(scores).map { (epoch, $0) } }
      return found.min { (sign * $1.1, $0.0) < (sign * $0.1, $1.0) }
        .map { ($0.0, measure, Mark(score, $0.1)) }
    }
    return best("validation", \.validation) ?? best("test", \.test)
      ?? best("training", \.training)
  }
}
