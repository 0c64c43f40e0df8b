import Pruning
import Reports
import Training

/// What `compact` compared: the small network with the gated one, on the test split.
public struct CompactionProof: Sendable, Equatable, Codable {
  /// Images that went through both.
  public var images: Int
  /// The largest difference of two logits, and the largest logit.
  public var maxDifference: Double
  /// The largest |logit| of the gated network.
  public var maxLogit: Double
  /// Share of images with the same largest output; nil where the task is not about classes.
  public var agreement: Double?
  /// The score of the small network on test images, and its name; none in files of old.
  public var value: Double
  /// The name of that score.
  public var scoreName: String?

  private enum CodingKeys: String, CodingKey {
    case images, maxDifference, maxLogit, agreement
    case value = "accuracy"
    case scoreName = "score"
  }

  /// The figures of a comparison, without its images and predictions.
  public init(_ compaction: Compaction) {
    images = compaction.count
    maxDifference = compaction.maxDifference
    maxLogit = compaction.maxLogit
    agreement = compaction.agreement
    value = compaction.evaluation.mark.value
    scoreName = TaskCatalog.name(of: compaction.evaluation.mark.score)
  }

  /// Under the names of `compact`.
  public var report: JSONValue {
    [
      "images": .integer(images), "max_abs_logit_difference": .real(maxDifference),
      "max_abs_output_difference": .real(maxDifference),
      "max_abs_logit": .real(maxLogit), "argmax_agreement": JSONValue(agreement),
      TaskCatalog.score(named: scoreName).name: .real(value),
    ]
  }
}
