/// What the user asked of consensus pruning.
struct ConsensusSettings: Sendable, Equatable, Codable {
  /// How ḡ of the polarization is taken: from the gates, from their openness, or not at all.
  enum Polarization: String, Sendable, CaseIterable, Codable { case hard, soft, off }

  /// The share of the dense cost to remove.
  var target: Double
  /// What the target counts.
  var cost: CostKind
  /// `polarize=`: hard takes ḡ as the share of images that open a gate, soft as the mean of p.
  var polarization = Polarization.hard
  /// λ of the polarization at its height.
  var strength = 4.0
  /// How strongly the logits of a divided gate are drawn together, as a multiple of the
  /// polarization; nil: `Consensus.agreement`.
  var agreement: Double?
  /// Epochs before the target begins to fall, at most `Consensus.latestStart` on the scale of the
  /// freeze; nil: `Consensus.descentStart`.
  var warmup: Double?
  /// Where in the run the gates become constants; everything before moves along with it.
  var freeze = Self.freeze
  /// Epochs a gate stays shut for every image before its channel leaves; nil keeps all to the end.
  var retire: Double?

  /// Where in the run the gates become constants unless said.
  static let freeze = 0.7
  /// Where a freeze may lie.
  static let freezes = 0.05...0.95

  /// The standard settings with a target, a share 0…1 to remove.
  init(target: Double, cost: CostKind) {
    self.target = target
    self.cost = cost
  }

  /// Whether a typed line can lead to it.
  var isPossible: Bool {
    (0...1).contains(target) && Self.freezes.contains(freeze)
      && [strength, agreement ?? 0].allSatisfy(TypedRanges.strengths.contains)
      && [warmup ?? 0, retire ?? 0].allSatisfy(TypedRanges.epochs.contains)
  }
}
