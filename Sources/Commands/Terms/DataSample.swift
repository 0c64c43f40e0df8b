import Datasets
import Language
import Plots
import Reports
import Tensors
import Workspaces

/// One record of the data in use, to be looked at.
struct DataSample {
  private let set: Dataset
  private let split: String
  private let part: Examples
  private let index: Int

  /// - Throws: an error at `image` or `split` where there is no such record.
  init(_ index: Int, _ data: LoadedData, _ arguments: BoundArguments) throws {
    set = data.dataset
    (split, part) = try arguments.part(of: set)
    guard index < part.count else {
      throw arguments.error(
        "no-image", "there is no \(split) image \(index)", at: "image",
        hint: part.isEmpty
          ? "the \(split) part is empty" : "\(split) images are 0 to \(part.count - 1)")
    }
    self.index = index
  }

  func report() throws -> Report {
    let shape = set.shape
    let noun = shape.isVector ? "point" : "image"
    let label = set.classNames[Int(part.labels[index])]
    var report = Report("\(split) \(noun) \(String(index)) of \(set.name): ‘\(label)’")
    if shape.isVector {
      report.say("\(Self.listed(values))")
      if let chart = try scatter() { report.draw(chart) }
    } else {
      report.draw(picture)
      if ![1, 3].contains(shape.channels) { report.say("the mean of \(shape.channels) channels") }
    }
    report["image"] = .integer(index)
    report["split"] = .string(split)
    report["label"] = .string(label)
    report["shape"] = .string(shape.description)
    report["values"] = .array(pixels)
    return report
  }

  /// The numbers as the files hold them, `[channel][row][column]`.
  private var pixels: [JSONValue] {
    part.areBytes ? values.map { .integer(Int($0)) } : values.map { .real($0) }
  }

  /// The same as real numbers.
  private var values: [Double] { part.values(of: index) }

  /// The first eight numbers.
  private static func listed(_ values: [Double]) -> String {
    let shown = values.prefix(8).map { NumberFormat.fixed($0, 4) }.joined(separator: ", ")
    let rest = values.count > 8 ? ", and \(values.count - 8) more" : ""
    return "\(NumberFormat.noun("feature", values.count)): \(shown)\(rest)"
  }

  /// Bytes as they are; other numbers from their least, black, to their largest, white.
  private var picture: Picture {
    let shape = set.shape
    var levels = values
    if !part.areBytes {
      let least = levels.min() ?? 0
      let span = max((levels.max() ?? 0) - least, .leastNormalMagnitude)
      levels = levels.map { ($0 - least) / span * 255 }
    }
    func level(_ channel: Int, _ place: Int) -> Double { levels[channel * shape.area + place] }
    let drawn = (0..<shape.area).map { place in
      guard shape.channels != 3 else {
        return Picture.Pixel(
          red: UInt8(level(0, place)), green: UInt8(level(1, place)),
          blue: UInt8(level(2, place)))
      }
      let sum = (0..<shape.channels).reduce(0) { $0 + level($1, place) }
      let grey = UInt8(min(255, max(0, (sum / Double(shape.channels)).rounded())))
      return Picture.Pixel(red: grey, green: grey, blue: grey)
    }
    return Picture(width: shape.width, height: shape.height, drawn)
  }

  /// Points of the part by class in the plane of the first two features, and this one among them;
  /// nil where there is one feature only.
  private func scatter() throws -> Chart? {
    guard set.shape.size > 1 else { return nil }
    let shown = part.prefix(Self.shownPoints)
    func point(_ examples: Examples, _ record: Int) -> Chart.Series.Point {
      let values = examples.values(of: record)
      return .init(values[0], values[1])
    }
    // First, so that no other mark takes its place.
    let chosen = Chart.Series("point \(index)", .points, [point(part.select([index]), 0)])
    let classes = set.classNames.enumerated().map { label, name in
      Chart.Series(
        name, .hollow,
        shown.labels.indices.filter { shown.labels[$0] == label }.map { point(shown, $0) })
    }
    let rest = set.shape.size > 2 ? ", the first two of \(set.shape.size) features" : ""
    let points = NumberFormat.noun("point", shown.count)
    return try Chart(
      "\(NumberFormat.count(shown.count)) \(split) \(points) of \(set.name)\(rest)",
      .plane(
        x: Axis("feature 1", .number("")), y: Axis("feature 2", .number("")),
        series: [chosen] + classes))
  }

  /// More would cover each other.
  private static let shownPoints = 200
}
