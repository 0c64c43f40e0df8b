/// How much of the model a claim rests on: each scope adds a term to the one before.
///
/// A claim that holds in all three does not depend on what the model assumes about memory and time;
/// one that changes much is mostly model.
public enum EnergyScope: String, Hashable, Sendable, Codable, CaseIterable {
  /// Arithmetic alone: energy in proportion to operations, the over-claim of most papers.
  case operations
  /// Arithmetic and memory traffic.
  case memory
  /// All of it: arithmetic, memory traffic, static power × seconds. What `energy` prints.
  case time

  /// As it is printed.
  public var title: String {
    switch self {
    case .operations: "operations only"
    case .memory: "with memory"
    case .time: "with time"
    }
  }

  /// The terms that are added up.
  public var formula: String {
    switch self {
    case .operations: "compute"
    case .memory: "compute + memory"
    case .time: "compute + memory + time"
    }
  }

  /// The sum of the terms that are in it.
  public func joules(of energy: EnergyBreakdown) -> Joules {
    switch self {
    case .operations: energy.computeJoules
    case .memory: energy.computeJoules + energy.memoryJoules
    case .time: energy.joules
    }
  }
}

/// One claim, "this network saves against that one", under the three scopes of the model.
public struct EnergyClaim: Hashable, Sendable {
  /// The claim under one scope.
  public struct Row: Hashable, Sendable {
    /// Which terms are added up.
    public let scope: EnergyScope
    /// Of the network the claim is about.
    public let joules: Joules
    /// Of the network it is compared with.
    public let dense: Joules

    /// 1 - joules / dense joules; 0 if that is 0.
    public var saved: Double { dense.value > 0 ? 1 - joules.value / dense.value : 0 }
  }

  /// In the order of `EnergyScope`.
  public let rows: [Row]

  /// Compares `now` with `dense`, both of one image.
  public init(_ now: EnergyBreakdown, against dense: EnergyBreakdown) {
    rows = EnergyScope.allCases.map {
      Row(scope: $0, joules: $0.joules(of: now), dense: $0.joules(of: dense))
    }
  }

  /// The largest share saved less the smallest: how much of the claim is model.
  public var spread: Double {
    let saved = rows.map(\.saved)
    return (saved.max() ?? 0) - (saved.min() ?? 0)
  }
}
