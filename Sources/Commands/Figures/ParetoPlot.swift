import Costs
import Plots
import Reports
import Training

/// A score against cost over networks: which of them no other one beats in both.
struct ParetoPlot {
  struct Candidate {
    let name: String
    /// Chooses its colour.
    var place: Int? = nil
    let mark: Mark
    let macs: Double
    let joules: Double
  }

  let candidates: [Candidate]
  let device: String
  /// What its constants rest on.
  let basis: String
  let images: Int
  let remarks: [String]

  /// Whether no other one does as well and is as cheap, and better in one of the two.
  static func isOnFront(
    _ candidate: Candidate, _ cost: KeyPath<Candidate, Double>, among all: [Candidate]
  ) -> Bool {
    let (score, value) = (candidate.mark.score, candidate.mark.value)
    return !all.contains { other in
      score.reaches(value, other.mark.value) && other[keyPath: cost] <= candidate[keyPath: cost]
        && (other.mark.value != value || other[keyPath: cost] < candidate[keyPath: cost])
    }
  }

  private var score: Score { candidates[0].mark.score }

  func plot() throws -> Plot {
    let title = score.title.prefix(1).uppercased() + score.title.dropFirst()
    let names = candidates.map(\.name).joined(separator: ", ")
    return Plot(
      charts: [
        try chart(
          "\(title) against multiply-adds",
          Axis("multiply-adds an image", .amount, kind: "counted", startsAtZero: true), \.macs),
        try chart(
          "\(title) against energy",
          Axis(
            "energy an image", .quantity("J"), kind: "estimated", source: "\(device), \(basis)",
            startsAtZero: true), \.joules),
      ],
      caption: """
        \(score.title), evaluated now on \(images) \(NumberFormat.noun("test image", images)), \
        against multiply-adds and joules (estimated, \(device)): \(names)
        """, remarks: remarks, values: values)
  }

  private func chart(
    _ title: String, _ axis: Axis, _ cost: KeyPath<Candidate, Double>
  ) throws -> Chart {
    let front = candidates.filter { Self.isOnFront($0, cost, among: candidates) }
      .sorted { $0[keyPath: cost] < $1[keyPath: cost] }
    var series = candidates.map { candidate in
      let isFront = front.contains { $0.name == candidate.name }
      return Chart.Series(
        isFront ? candidate.name : "\(candidate.name) (dominated)", isFront ? .points : .hollow,
        [
          .init(
            candidate[keyPath: cost], candidate.mark.value,
            within: candidate.mark.interval(of: images))
        ], place: candidate.place)
    }
    if front.count > 1 {
      series.append(
        .init("the front", .guide, front.map { .init($0[keyPath: cost], $0.mark.value) }))
    }
    return try Chart(
      title,
      .plane(
        x: axis,
        y: score.axis(
          source: candidates[0].mark.interval(of: images) == nil
            ? "test images" : "test images, bars: 95 %"),
        series: series))
  }

  private func interval(_ candidate: Candidate) -> JSONValue {
    candidate.mark.interval(of: images).map {
      .array([.real($0.lowerBound), .real($0.upperBound)])
    } ?? .null
  }

  private var values: JSONObject {
    [
      "device": .string(device), "basis": .string(basis), "kind": "estimated",
      "images": .integer(images),
      "networks": .array(
        candidates.map { candidate in
          [
            "name": .string(candidate.name), score.name: .real(candidate.mark.value),
            "\(score.name)_interval": interval(candidate),
            "macs": NetworkReports.value(candidate.macs), "joules": .real(candidate.joules),
            "on_front_of_macs": .bool(Self.isOnFront(candidate, \.macs, among: candidates)),
            "on_front_of_joules": .bool(Self.isOnFront(candidate, \.joules, among: candidates)),
          ]
        }),
    ]
  }
}
