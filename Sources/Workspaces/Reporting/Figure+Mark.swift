import Plots
import Reports
import Training

extension Figure {
  /// What a score came to, in its unit: `52.0 %`, `17.31 dB`.
  public static func mark(_ mark: Mark, digits: Int = 1) -> Figure {
    switch mark.score.unit {
    case .fraction: accuracy(mark.value, digits: digits)
    case .decibels: Figure(mark.text(digits: digits), .decibels)
    }
  }

  /// By how much two marks of `score` differ: `-8.50 points`, `1.20 dB`.
  public static func difference(_ value: Double, of score: Score) -> Figure {
    switch score.unit {
    case .fraction: points(value)
    case .decibels: mark(Mark(score, value))
    }
  }
}

extension Mark {
  /// How many of `count` images were right; nil where an image is worth more than yes or no.
  public func right(of count: Double) -> Double? {
    let sum = value * count
    return score.unit == .fraction && abs(sum - sum.rounded()) < 1e-6 ? sum.rounded() : nil
  }

  /// `52.0 %`, `17.31 dB`.
  public func text(digits: Int = 1) -> String {
    switch score.unit {
    case .fraction: NumberFormat.percent(value, digits)
    case .decibels: NumberFormat.fixed(value, 2) + " dB"
    }
  }
}

extension Score {
  /// The axis that it is drawn along.
  public func axis(source: String) -> Axis {
    let form: Axis.Form = unit == .fraction ? .share : .number(unit.rawValue)
    return Axis(title, form, kind: "measured", source: source)
  }
}

extension EpochReport {
  /// Its scores while training, by name.
  public var scoreValues: JSONObject {
    var values = JSONObject()
    for score in TaskCatalog.scores where scores[score.name] != nil {
      values[score.name] = JSONValue(scores[score.name])
    }
    return values
  }
}
