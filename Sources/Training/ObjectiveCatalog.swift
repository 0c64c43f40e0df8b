/// Every objective.
public enum ObjectiveCatalog {
  public static let all: [any Objective] = [
    CrossEntropy(),
    MeanSquaredError(),
  ]
}
