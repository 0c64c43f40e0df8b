/// A pruning method as a person asks for it.
public protocol PruningMethod {
  static var name: String { get }
  static var summary: String { get }
  /// The paper it comes from.
  static var source: String { get }
}

/// Every pruning method, sorted by name.
public enum MethodCatalog {
  public static let all: [any (PruningMethod & SendableMetatype).Type] = [
    Consensus.self
  ]
}

extension Consensus: PruningMethod {
  public static let name = "consensus"
  public static let summary = "input-dependent gates that agree on one sub-network in one run"
  public static let source = "a reconstruction of Zhi et al., arXiv 2302.10798"
}
