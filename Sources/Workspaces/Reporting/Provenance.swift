import Datasets
import Tensors

/// What this program is, as sessions record it.
public enum Provenance {
  /// By semver.org.
  public static let version = "0.2.0"
  /// A name that changes whenever the order of a sum changes.
  public static var arithmetic: String { Processor.arithmetic }
  /// The engine's libraries with their versions, such as `OpenBLAS 0.3.21`.
  public static let libraries = Processor.libraries + Dataset.libraries
}
