import Datasets
import Tensors

/// What a network is to do with the records of a data set. `Classify` is the one where none is
/// typed.
public protocol Task: Sendable {
  /// As it is typed: `task NAME`.
  var name: String { get }
  /// As `help task` tells it.
  var summary: String { get }
  /// What training makes small.
  var objective: any Objective { get }
  /// How well it is done; the first one tells best.
  var scores: [Score] { get }
  /// Whether an output has a number for each class, the largest of which is the answer.
  var isAboutClasses: Bool { get }

  /// Numbers that a network puts out for it.
  func outputs(on dataset: Dataset) -> Int

  /// What the network is to answer for `records`.
  ///
  /// - Parameter images: what it sees of them, asked where it is the target itself.
  func targets(
    of records: [Int], in part: Examples, images: () -> Activations
  ) -> BatchTargets

  /// What each image is worth in each score: by score, then image.
  func marks(
    _ output: Activations, _ targets: BatchTargets, _ loss: Loss, on dataset: Dataset
  ) -> [[Double]]

  /// Why a network with this output, or one on this data set, has nothing to do with the task; nil
  /// where all fits.
  func obstacle(output: Shape, dataset: Dataset) -> TaskObstacle?
}

/// Why a network or a data set does not fit a task, with a way out.
public struct TaskObstacle: Sendable, Hashable {
  /// What does not fit.
  public var message: String
  /// What to do about it.
  public var hint: String

  /// A reason with a way out.
  public init(_ message: String, hint: String) {
    self.message = message
    self.hint = hint
  }
}

extension Task {
  /// Its score of this name.
  public func score(named name: String) -> Score? { scores.first { $0.name == name } }

  /// The objective of a training: with label smoothing, where there are labels.
  public func objective(smoothing: Double) -> any Objective {
    smoothing == 0 ? objective : objective.smoothed(by: smoothing) ?? objective
  }
}
