/// A number that tells how well a task is done, the mean of what each image is worth.
public struct Score: Sendable, Hashable {
  /// What its values are counted in.
  public enum Unit: String, Sendable {
    /// A share between 0 and 1.
    case fraction
    case decibels = "dB"
  }

  /// As it is typed and as it stands in reports: `train until NAME=`.
  public let name: String
  /// As a sentence calls it.
  public let title: String
  /// What its values are counted in.
  public let unit: Unit
  /// Whether more is better.
  public let isHigherBetter: Bool
  /// As `explain` writes it.
  public let formula: String
  /// The same in few words.
  public let shortFormula: String
  /// The same of an epoch, whose images are seen while the weights move.
  public let runningFormula: String

  /// A score as its task declares it.
  public init(
    _ name: String, title: String, unit: Unit, isHigherBetter: Bool = true, formula: String,
    shortFormula: String, runningFormula: String
  ) {
    self.name = name
    self.title = title
    self.unit = unit
    self.isHigherBetter = isHigherBetter
    self.formula = formula
    self.shortFormula = shortFormula
    self.runningFormula = runningFormula
  }

  /// Whether `value` is at least as good as `goal`.
  public func reaches(_ goal: Double, _ value: Double) -> Bool {
    isHigherBetter ? value >= goal : value <= goal
  }

  /// Whether a file may hold `value`.
  public func isPossible(_ value: Double) -> Bool {
    unit == .fraction ? (0...1).contains(value) : value.isFinite
  }
}
