import Pruning
import Reports

/// What `compact` compared: the small network with the gated one, on the test split.
public struct CompactionProof: Sendable, Equatable, Codable {
  /// Images that went through both.
  public var images: Int
  /// The largest difference of two logits, and the largest logit.
  public var maxDifference: Double
  /// The largest |logit| of the gated network.
  public var maxLogit: Double
  /// Share of images with the same largest logit.
  public var agreement: Double
  /// Test accuracy of the small network.
  public var accuracy: Double

  /// The figures of a comparison, without its images and predictions.
  public init(_ compaction: Compaction) {
    images = compaction.count
    maxDifference = compaction.maxDifference
    maxLogit = compaction.maxLogit
    agreement = compaction.agreement
    accuracy = compaction.evaluation.accuracy
  }

  /// Under the names of `compact`.
  public var value: JSONValue {
    [
      "images": .integer(images), "max_abs_logit_difference": .real(maxDifference),
      "max_abs_logit": .real(maxLogit), "argmax_agreement": .real(agreement),
      "accuracy": .real(accuracy),
    ]
  }
}
