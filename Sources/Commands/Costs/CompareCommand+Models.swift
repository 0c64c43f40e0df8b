import Costs
import Networks
import Reports
import Workspaces

/// `compare NAME NAME… models=on`: the joules of each under three models.
extension CompareCommand {
  /// Each network against the first.
  static func claims(_ graphs: [Graph], _ model: EnergyModel) throws -> [EnergyClaim] {
    let energies = graphs.map { model.inference($0.work).perImage }
    return energies.map { EnergyClaim($0, against: energies[0]) }
  }

  static func addModels(
    _ entries: [NetworkEntry], _ claims: [EnergyClaim], to rows: inout [(String, [Phrase])],
    _ values: inout [[String: JSONValue]]
  ) {
    let isResult = entries.contains { $0.isResult }
    for (index, scope) in EnergyScope.allCases.enumerated() {
      let found = claims.map { $0.rows[index] }
      rows.append(
        (
          "  \(scope.title)",
          zip(entries, found).map { entry, row in
            let rule: ComparisonRule =
              entry.isResult ? .total(dense: row.dense.value) : .derived
            return "\(Figure.quantity(row.joules.value, "J", rule))"
          }
        ))
      let saved = found.dropFirst().map { row -> Phrase in
        "\(Figure.percent(row.saved, isResult ? .total(dense: 1) : .derived))"
      }
      rows.append(("    saved", [""] + saved))
    }
    for (index, claim) in claims.enumerated() {
      values[index]["models"] = .array(
        claim.rows.map {
          [
            "name": .string($0.scope.rawValue), "terms": .string($0.scope.formula),
            "joules": .real($0.joules.value), "saved": .real($0.saved),
          ]
        })
    }
  }
}
