/// How a tool counts: what it prints for a network, and why that is not what others print.
///
/// A convention reproduces one version of a tool, layer by layer, for one image in evaluation mode,
/// where every layer is a module of PyTorch, a sum is `+` and a concat `torch.cat`. Tests hold it
/// to what the tool returned (Tests/References/counters.py). One file a convention under
/// `Conventions`, one line in `ConventionCatalog`.
public struct Convention: Sendable {
  /// What a multiply-add of a convolution is worth in a count.
  public enum Unit: String, Hashable, Sendable {
    /// 1.
    case multiplyAdds = "multiply-adds"
    /// 2.
    case flops = "FLOPs"
  }

  /// One number that a tool prints.
  public struct Count: Sendable {
    /// As the tool calls it.
    public let name: String
    /// What the number counts; half of it is multiply-adds where it counts FLOPs.
    public let unit: Unit
    /// What a layer adds to it; nil where the tool passes it over.
    public let rule: @Sendable (LayerOperation) -> Double?

    /// A number that a tool prints, summed over the layers by `rule`.
    public init(
      _ name: String, _ unit: Unit, _ rule: @escaping @Sendable (LayerOperation) -> Double?
    ) {
      self.name = name
      self.unit = unit
      self.rule = rule
    }

    /// The number for a network: the sum over its layers.
    public func total(_ layers: [LayerOperation]) -> Double {
      layers.reduce(0) { $0 + (rule($1) ?? 0) }
    }
  }

  /// What is typed: `convention=thop`.
  public let name: String
  /// The version that is reproduced, as a package index names it; nil for ours, which is the
  /// program's.
  public let version: String?
  /// What has to be called to see the numbers.
  public let call: String
  /// The numbers it prints; the first is the figure of the convention.
  public let counts: [Count]
  /// One line: in what it differs from the products of convolutions and linear layers alone.
  public let difference: String
  /// Whether it counts layers that nothing reads: PyTorch runs them and drops what they put out,
  /// so whatever looks on while it runs does.
  public let countsUnread: Bool

  /// A convention; `counts` holds one number at least, with rules for layers that it counts.
  public init(
    name: String, version: String?, call: String, counts: [Count], difference: String,
    countsUnread: Bool = true
  ) {
    self.name = name
    self.version = version
    self.call = call
    self.counts = counts.map { count in
      Count(count.name, count.unit) { $0.isRead || countsUnread ? count.rule($0) : nil }
    }
    self.difference = difference
    self.countsUnread = countsUnread
  }

  /// The figure of the convention.
  public var figure: Count { counts[0] }

  /// The kinds among these layers for which no count has a number, in the order they are met;
  /// layers that nothing reads only where it would count them.
  public func passedOver(_ layers: [LayerOperation]) -> [LayerOperation.Kind] {
    var kinds: [LayerOperation.Kind] = []
    for layer in layers.filter({ $0.isRead || countsUnread })
    where counts.allSatisfy({ $0.rule(layer) == nil }) {
      if !kinds.contains(layer.kind) { kinds.append(layer.kind) }
    }
    return kinds
  }
}
