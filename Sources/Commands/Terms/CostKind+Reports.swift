import Notebook
import Pruning
import Reports

/// What a target counts, as it is told.
extension CostKind {
  /// What stands behind an amount: `connections`, `an image on horowitz-45nm`.
  var noun: String {
    place == nil ? unit : "an image \(placeText)"
  }

  /// An amount without its noun: `114,192`, `117 µJ`.
  func figure(_ amount: Double, _ rule: ComparisonRule = .derived) -> Figure {
    switch self {
    case .connections, .macs: NetworkReports.count(amount, rule)
    case .joules: .quantity(amount, "J", rule)
    case .seconds: .quantity(amount, "s", rule)
    }
  }

  /// An amount as it is written in a calculation.
  func text(_ amount: Double) -> String {
    switch self {
    case .connections, .macs: NumberText.count(amount)
    case .joules: NumberText.joules(amount)
    case .seconds: NumberText.seconds(amount)
    }
  }
}

extension Report {
  /// The keys that say what a target counts: `of`, `unit`, and for joules and seconds where they
  /// are spent.
  mutating func put(_ cost: CostKind) {
    self["of"] = .string(cost.name)
    guard let place = cost.place else {
      self["unit"] = .string(cost.unit)
      return
    }
    self["unit"] = cost.name == "joules" ? "J" : "s"
    self["device"] = .string(place.model.device.name)
    self["batch"] = .integer(place.batch)
  }
}
