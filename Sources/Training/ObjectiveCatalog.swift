/// Every objective.
public enum ObjectiveCatalog {
  /// In the order of the alphabet.
  public static let all: [any Objective] = [
    CrossEntropy(),
    MeanSquaredError(),
  ]
}
