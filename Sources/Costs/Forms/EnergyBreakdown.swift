/// Where the joules go: arithmetic, on-chip memory, DRAM, starting layers, and the time it takes.
///
/// Breakdowns add up: the joules of a network are the sum over its layers, term by term.
public struct EnergyBreakdown: AdditiveArithmetic, Hashable, Sendable, Codable {
  /// (multiply-adds + vector operations / 2) · energy of a multiply-add.
  public var computeJoules: Joules

  /// Words to and from on-chip memory · energy of such a word.
  public var onChipJoules: Joules

  /// Words to and from DRAM · energy of such a word.
  public var dramJoules: Joules

  /// Static power · seconds.
  public var timeJoules: Joules

  /// What starting a layer costs, where a device prices it apart from its time.
  public var launchJoules: Joules

  /// Layer after layer.
  public var seconds: Seconds

  /// Words to and from on-chip memory.
  public var onChipWords: Double

  /// Words to and from DRAM.
  public var dramWords: Double

  /// A breakdown; what is not given is 0.
  public init(
    computeJoules: Joules = .zero, onChipJoules: Joules = .zero, dramJoules: Joules = .zero,
    timeJoules: Joules = .zero, launchJoules: Joules = .zero, seconds: Seconds = .zero,
    onChipWords: Double = 0, dramWords: Double = 0
  ) {
    self.computeJoules = computeJoules
    self.onChipJoules = onChipJoules
    self.dramJoules = dramJoules
    self.timeJoules = timeJoules
    self.launchJoules = launchJoules
    self.seconds = seconds
    self.onChipWords = onChipWords
    self.dramWords = dramWords
  }

  public static let zero = EnergyBreakdown()

  /// On-chip traffic and DRAM traffic together.
  public var memoryJoules: Joules { onChipJoules + dramJoules }

  /// compute + memory + time + launch.
  public var joules: Joules { computeJoules + memoryJoules + timeJoules + launchJoules }

  public static func + (left: EnergyBreakdown, right: EnergyBreakdown) -> EnergyBreakdown {
    EnergyBreakdown(
      computeJoules: left.computeJoules + right.computeJoules,
      onChipJoules: left.onChipJoules + right.onChipJoules,
      dramJoules: left.dramJoules + right.dramJoules,
      timeJoules: left.timeJoules + right.timeJoules,
      launchJoules: left.launchJoules + right.launchJoules,
      seconds: left.seconds + right.seconds,
      onChipWords: left.onChipWords + right.onChipWords,
      dramWords: left.dramWords + right.dramWords)
  }

  public static func - (left: EnergyBreakdown, right: EnergyBreakdown) -> EnergyBreakdown {
    left + right * -1
  }

  /// Every term times `factor`, seconds and words too.
  public static func * (breakdown: EnergyBreakdown, factor: Double) -> EnergyBreakdown {
    EnergyBreakdown(
      computeJoules: breakdown.computeJoules * factor,
      onChipJoules: breakdown.onChipJoules * factor,
      dramJoules: breakdown.dramJoules * factor,
      timeJoules: breakdown.timeJoules * factor,
      launchJoules: breakdown.launchJoules * factor,
      seconds: breakdown.seconds * factor,
      onChipWords: breakdown.onChipWords * factor,
      dramWords: breakdown.dramWords * factor)
  }
}
