import Tensors

/// `data spirals`: arms that wind once around the origin, one class each (`classes=`, 2 … 20).
///
/// With r = √u: arm k lies on r · (cos, sin) of (r + k / classes) turns, each coordinate with
/// normal noise of deviation `noise=` (0.02).
public enum Spirals: DatasetSource {
  public static let name = "spirals"
  public static let summary = "arms of a spiral: points of the plane, classes=2 … 20 (made)"
  public static let citation = "made; after the two spirals of Lang and Witbrock, 1988"
  public static let options: Set<DatasetOption> = [.noise, .classes]

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let set = try MadeSet(
      request, stop, sizes: (1000, 1000), limit: 1_000_000, classes: (2...20, 2), noise: 0.02)
    let arms = Double(set.classes)
    let parts = try set.points { label, random in
      let radius = Double(random.uniform(2)).squareRoot()
      let turn = radius + Double(label) / arms
      return (radius * Elementary.cosTurn(turn), radius * Elementary.cosTurn(turn - 0.25))
    }
    return DatasetParts(
      classNames: (1...set.classes).map { "arm \($0)" }, training: parts.training,
      test: parts.test)
  }
}
