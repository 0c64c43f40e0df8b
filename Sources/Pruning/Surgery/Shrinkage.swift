import Networks

/// A network that lost channels while it trained, beside the one it came from.
///
/// The wide network keeps the weights of what left, so that the proof of compaction can put the
/// small one back into its place, and costs can be told against the dense one.
public struct Shrinkage {
  /// The network as it was before anything left; weights of what stayed are out of date.
  public private(set) var wide: Network
  /// How the small network's weights come from those of `wide`.
  public private(set) var recipe: Recipe

  /// - Parameters:
  ///   - network: before the surgery.
  ///   - recipe: what it did.
  public init(_ network: Network, _ recipe: Recipe) {
    wide = network
    self.recipe = recipe
  }

  /// Restores it from a file.
  ///
  /// - Throws: `PruningError` where `recipe` does not lead from `wide` to `small`.
  init(restoring recipe: Recipe, _ small: Network, wide: Network?) throws(PruningError) {
    guard let wide, recipe.fits(small, in: wide) else {
      throw PruningError("bad-file", "the network before pruning is missing or does not fit")
    }
    self.init(wide, recipe)
  }

  /// Takes note of one more surgery on `network`, the small one before it.
  public mutating func extend(_ network: Network, by next: Recipe) {
    recipe.scatter(network, into: &wide)
    recipe = recipe.followed(by: next)
  }

  /// The wide network with the small one's weights, the gates of what left closed for good and the
  /// others set as in the small one.
  public func expanded(_ small: Network) -> Network {
    var result = wide
    recipe.scatter(small, into: &result)
    for (node, module) in wide.gateModules {
      let name = wide.graph.nodes[node].name
      let left = small.graph.gateModule(named: name)?.module
      var settings =
        left == nil
        ? stayed(node, channels: module.channels.count, gates: module.gateCount)
        : Array(repeating: GateModule.Setting.off, count: module.gateCount)
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

extension Shrinkage {
  /// The settings of a module that the small network has no more: on for channels that are there.
  private func stayed(_ node: Int, channels: Int, gates: Int) -> [GateModule.Setting] {
    let graph = wide.graph
    // Of a group the first member that has weights; a shortcut that pads has none.
    let producer = GateSites.makers(of: graph, gatedBy: node).first
    let weights = producer.map { wide.parameterRange(of: $0).lowerBound }
    let slice = recipe.parameters.first { $0.source == weights }
    let rows = slice.map { $0.selection.rows.map(Set.init) ?? Set(0..<gates) } ?? []
    return (0..<gates).map { $0 < channels && rows.contains($0) ? .on : .off }
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

extension Recipe {
  /// Whether this leads from `wide` to `small`.
  func fits(_ small: Network, in wide: Network) -> Bool {
    func check(_ slices: [Slice], _ small: [[Int]], _ wide: [[Int]]) -> Bool {
      guard slices.count == small.count else { return false }
      return zip(slices, small).allSatisfy { slice, dimensions in
        guard wide.indices.contains(slice.source) else { return false }
        let old = wide[slice.source]
        let rows = slice.selection.rows ?? Array(0..<(old.first ?? 1))
        let columns = slice.selection.columns ?? Array(0..<(old.count > 1 ? old[1] : 1))
        guard rows.allSatisfy({ (0..<(old.first ?? 1)).contains($0) }),
          columns.allSatisfy({ (0..<(old.count > 1 ? old[1] : 1)).contains($0) })
        else { return false }
        var expected = old
        if !expected.isEmpty { expected[0] = rows.count }
        if expected.count > 1 { expected[1] = columns.count }
        return expected == dimensions
      }
    }
    return check(
      parameters, small.parameters.map { $0.value.dimensions },
      wide.parameters.map { $0.value.dimensions })
      && check(
        buffers, small.buffers.map { $0.value.dimensions },
        wide.buffers.map { $0.value.dimensions })
  }
}
