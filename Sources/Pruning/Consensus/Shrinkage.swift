import Networks

/// A network that lost channels while it trained, beside the one it came from.
///
/// The wide network keeps the numbers of what left, so that the proof of compaction can put the
/// small one back into its place, and costs can be told against the dense one.
public struct Shrinkage {
  /// The network as it was before anything left; numbers of what stayed are out of date.
  public private(set) var wide: Network
  public private(set) var recipe: Recipe

  /// - Parameters:
  ///   - network: before the surgery.
  ///   - recipe: what it did.
  public init(_ network: Network, _ recipe: Recipe) {
    wide = network
    self.recipe = recipe
  }

  /// Takes note of one more surgery on `network`, the small one before it.
  public mutating func extend(_ network: Network, by next: Recipe) {
    recipe.scatter(network, into: &wide)
    recipe = recipe.followed(by: next)
  }

  /// The wide network with the small one's numbers, the gates of what left closed for good and the
  /// others set as in the small one.
  public func expanded(_ small: Network) -> Network {
    var result = wide
    recipe.scatter(small, into: &result)
    for (node, module) in wide.gateModules {
      let name = wide.graph.nodes[node].name
      let left = small.graph.gateModule(named: name)?.module
      var settings = Array(repeating: GateModule.Setting.off, count: module.gateCount)
      if let left {
        for (position, channel) in left.channels.enumerated() {
          if let place = module.channels.firstIndex(of: channel) {
            settings[place] = left.settings[position]
          }
        }
        if module.hasBlockGate, left.hasBlockGate {
          settings[module.gateCount - 1] = left.settings.last!
        }
      }
      result = result.setting(gatesOf: node, to: settings)
    }
    return result
  }
}

extension Recipe {
  /// The recipe of this surgery and then `next`.
  func followed(by next: Recipe) -> Recipe {
    func join(_ first: [Slice], _ second: [Slice]) -> [Slice] {
      second.map { part in
        let before = first[part.source]
        return Slice(
          source: before.source,
          selection: Selection(
            rows: Self.chain(before.selection.rows, part.selection.rows),
            columns: Self.chain(before.selection.columns, part.selection.columns)))
      }
    }
    var result = Recipe()
    result.parameters = join(parameters, next.parameters)
    result.buffers = join(buffers, next.buffers)
    return result
  }

  private static func chain(_ first: [Int]?, _ second: [Int]?) -> [Int]? {
    guard let first else { return second }
    guard let second else { return first }
    return second.map { first[$0] }
  }
}
