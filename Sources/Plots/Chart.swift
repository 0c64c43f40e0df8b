/// A diagram as data: what is drawn and what it is called, not how it looks.
///
/// `TerminalChart` makes lines of text of it, `VectorChart` an SVG or PNG file.
public struct Chart: Hashable, Sendable {
  /// The two forms of a diagram.
  public enum Body: Hashable, Sendable {
    /// Lines and points over two axes.
    case plane(x: Axis, y: Axis, series: [Series])
    /// Bars that lie side by side along one axis, each made of the same parts, end to end.
    case bars(value: Axis, parts: [String], rows: [Row])
  }

  /// The line above it.
  public let title: String
  /// What is drawn.
  public let body: Body

  /// - Throws: `ChartError` where there is nothing to draw, or a number that cannot be drawn.
  public init(_ title: String, _ body: Body) throws(ChartError) {
    self.title = title
    self.body = body
    switch body {
    case .plane(let x, let y, let series):
      guard series.contains(where: { !$0.points.isEmpty }) else { throw .empty(title) }
      for one in series {
        for point in one.points {
          for (axis, values) in [(x, [point.x]), (y, [point.y] + point.ends)] {
            // An axis of ratios has no place for zero and less.
            for value in values
            where !Self.isDrawable(value) || axis.isLogarithmic && value < 1e-290 {
              throw .undrawable(one.name, value)
            }
          }
        }
      }
    case .bars(_, let parts, let rows):
      guard !parts.isEmpty, !rows.isEmpty else { throw .empty(title) }
      for row in rows {
        guard row.values.count == parts.count else { throw .uneven(row.label) }
        for value in row.values where !Self.isDrawable(value) || value < 0 {
          throw .undrawable(row.label, value)
        }
        guard Self.isDrawable(row.total) else { throw .undrawable(row.label, row.total) }
      }
    }
  }

  /// How many points or bars it holds.
  public var count: Int {
    switch body {
    case .plane(_, _, let series): series.reduce(0) { $0 + $1.points.count }
    case .bars(_, let parts, let rows): rows.count * parts.count
    }
  }

  /// Finite, and far enough from the largest number that spans and sums stay finite.
  private static func isDrawable(_ value: Double) -> Bool { abs(value) < 1e300 }
}

extension Chart {
  /// A line or a cloud of points with a name.
  public struct Series: Hashable, Sendable {
    /// How the data of a series are drawn.
    public enum Form: Hashable, Sendable {
      case line, points
      /// Points of the second rank, drawn as outlines.
      case hollow
      /// A muted line to compare with, such as a target; it has no colour of its own.
      case guide
    }

    /// A pair of numbers, each in the unit of its axis.
    public struct Point: Hashable, Sendable {
      /// Along the horizontal axis.
      public let x: Double
      /// Along the vertical axis.
      public let y: Double
      /// What y may be as well, drawn as a bar through the point.
      public let interval: ClosedRange<Double>?

      /// The pair (x, y).
      public init(_ x: Double, _ y: Double, within interval: ClosedRange<Double>? = nil) {
        self.x = x
        self.y = y
        self.interval = interval
      }
    }

    /// What the legend calls it.
    public let name: String
    /// How it is drawn.
    public let form: Form
    /// In the order in which a line joins them.
    public let points: [Point]
    /// Chooses its colour and mark, the same in every chart; nil for its place in this one.
    public let place: Int?

    /// A series.
    public init(_ name: String, _ form: Form, _ points: [Point], place: Int? = nil) {
      self.name = name
      self.form = form
      self.points = points
      self.place = place
    }
  }

  /// The numbers that the vertical axis holds: those of the points and of their intervals. Below
  /// a cloud of points there is room, so that none lies on the other axis.
  static func heights(_ series: [Series], on axis: Axis) -> [Double] {
    let all = series.flatMap { $0.points.flatMap { [$0.y] + $0.ends } }
    guard let low = all.min(), let high = all.max(), !axis.isLogarithmic,
      series.allSatisfy({ $0.form != .line })
    else { return all }
    let room = 0.05 * (high > low ? high - low : abs(low))
    return all + [low >= 0 ? max(0, low - room) : low - room]
  }

  /// A bar; neighbours of one label form a group, told apart by their variant.
  public struct Row: Hashable, Sendable {
    /// What the group of bars is called.
    public let label: String
    /// What tells neighbours of one label apart; empty for a bar that stands alone.
    public let variant: String
    /// One for each part, from 0.
    public let values: [Double]

    /// A bar of `values`, one for each part of the chart.
    public init(_ label: String, variant: String = "", _ values: [Double]) {
      self.label = label
      self.variant = variant
      self.values = values
    }

    /// The length of the whole bar.
    public var total: Double { values.reduce(0, +) }
  }
}

extension Chart.Series.Point {
  /// Both ends of the interval.
  var ends: [Double] { interval.map { [$0.lowerBound, $0.upperBound] } ?? [] }
}

/// Why a chart cannot be drawn.
public enum ChartError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty(String)
  case undrawable(String, Double)
  case uneven(String)

  public var description: String {
    switch self {
    case .empty(let title): "there is nothing to draw for ‘\(title)’"
    case .undrawable(let name, let value):
      value.isFinite
        ? "‘\(name)’ holds \(value), which cannot be drawn"
        : "‘\(name)’ holds a number that is not finite"
    case .uneven(let label): "‘\(label)’ has not one number for each part"
    }
  }
}
