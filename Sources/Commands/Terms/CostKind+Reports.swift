import Notebook
import Pruning
import Reports

/// What a target counts, as it is told.
extension CostKind {
  /// What stands behind an amount: `connections`, `an image on horowitz-45nm`.
  var noun: String {
    if case .joules = self { "an image \(place)" } else { unit }
  }

  /// An amount without its noun: `114,192`, `117 µJ`.
  func figure(_ amount: Double, _ rule: ComparisonRule = .derived) -> Figure {
    if case .joules = self {
      .quantity(amount, "J", rule)
    } else {
      NetworkReports.count(amount, rule)
    }
  }

  /// An amount as it is written in a calculation.
  func text(_ amount: Double) -> String {
    if case .joules = self { NumberText.joules(amount) } else { NumberText.count(amount) }
  }
}

extension Report {
  /// The keys that say what a target counts: `of`, `unit`, and for joules where they are spent.
  mutating func put(_ cost: CostKind) {
    self["of"] = .string(cost.name)
    guard case .joules(let model, let batch) = cost else {
      self["unit"] = .string(cost.unit)
      return
    }
    self["unit"] = "J"
    self["device"] = .string(model.device.name)
    self["batch"] = .integer(batch)
  }
}
