import Tensors

/// `data moons`: two interleaved half circles in the plane.
///
/// With t = π · u: class 0 lies on (cos t, sin t), class 1 on (1 - cos t, ½ - sin t), each
/// coordinate with normal noise of deviation `noise=` (0.1). The form is scikit-learn's
/// `make_moons`.
public enum Moons: DatasetSource {
  public static let name = "moons"
  public static let summary = "two interleaved half circles: points of the plane, 2 classes (made)"
  public static let citation = "made; the form of make_moons of scikit-learn"
  public static let options: Set<DatasetOption> = [.noise]

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let set = try MadeSet(
      request, stop, sizes: (1000, 1000), limit: 1_000_000, classes: (2...2, 2), noise: 0.1)
    let parts = try set.points { label, random in
      let half = Double(random.uniform(2)) / 2
      let x = Elementary.cosTurn(half)
      let y = Elementary.cosTurn(half - 0.25)
      return label == 0 ? (x, y) : (1 - x, 0.5 - y)
    }
    return DatasetParts(
      classNames: ["upper", "lower"], training: parts.training, test: parts.test)
  }
}
