import Tensors

/// What training makes small: a value for each image, and its slope.
public protocol Objective: Sendable {
  /// Tells it apart from others in reports.
  var name: String { get }
  /// As `explain` writes it, for one image.
  var formula: String { get }
  /// What the formula stands for.
  var summary: String { get }
  /// What its letters stand for.
  var letters: String { get }
  /// The paper or book it comes from, with its year.
  var source: String { get }

  /// The loss of each image of `output`, and with `gradient` the slope of their mean.
  ///
  /// - Precondition: the targets are of the objective's kind, as its task makes them.
  func evaluate(_ output: Activations, _ targets: BatchTargets, gradient: Bool) -> Loss

  /// The same with the label's share lowered by `share` and spread over all classes; nil where
  /// targets are no classes.
  func smoothed(by share: Double) -> (any Objective)?
}

extension Objective {
  public func smoothed(by share: Double) -> (any Objective)? { nil }
}
