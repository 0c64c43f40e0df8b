/// Every optimizer, in the order of `help optimizer`.
public enum OptimizerCatalog {
  /// The first is the one where none is typed.
  public static let all: [any Optimizer.Type] = [
    SGD.self,
    Adam.self,
    AdamW.self,
  ]

  /// The one that moves gates.
  static let gates: any Optimizer = Adam(beta1: 0.9, beta2: 0.99)

  /// What may be typed for one rule or another, each once.
  public static let options: [OptimizerOption] = all.reduce(into: []) { found, rule in
    found += rule.options.filter { option in !found.contains { $0.name == option.name } }
  }

  /// The rule of this name.
  public static func find(_ name: String) -> (any Optimizer.Type)? {
    all.first { $0.name == name }
  }
}
