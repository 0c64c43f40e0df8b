import Networks
import Training

extension Consensus {
  /// Everything of the method but its networks' numbers.
  public struct Archive: Codable, Sendable {
    var settings: ConsensusSettings
    var horizon: Horizon
    var denseCost: Double
    var averages: GateAverages
    var controller: CostController
    var boost: Double
    var share: Double
    var freezeReport: FreezeReport?
    var floored: [String: [UInt8]]
    /// How the network came from the wide one, where channels have left.
    var recipe: Recipe?
  }

  /// - Parameter network: the one the method works on.
  public func archive(_ network: Network) -> Archive {
    Archive(
      settings: settings, horizon: horizon, denseCost: denseCost, averages: averages,
      controller: controller, boost: boost, share: share, freezeReport: freezeReport,
      floored: Dictionary(
        uniqueKeysWithValues: floored.map { node, settings in
          (network.graph.nodes[node].name, settings.map { $0.rawValue })
        }), recipe: shrinkage?.recipe)
  }

  /// Restores a method beside its network.
  ///
  /// - Parameter wide: the network before anything left.
  /// - Throws: `PruningError` where archive and network do not belong together.
  public init(_ archive: Archive, _ network: Network, wide: Network?) throws {
    self.init(network, archive.settings, horizon: archive.horizon)
    guard archive.averages.openness.count == map.gates.count,
      archive.averages.logits.count == map.gates.count,
      archive.averages.closedStreak.count == map.gates.count
    else { throw PruningError("bad-file", "gates and network do not belong together") }
    var floored: [Int: [GateModule.Setting]] = [:]
    for (name, raw) in archive.floored {
      let settings = raw.compactMap { GateModule.Setting(rawValue: $0) }
      guard let (node, module) = network.graph.gateModule(named: name),
        settings.count == module.gateCount
      else { throw PruningError("bad-file", "there are no gates ‘\(name)’") }
      floored[node] = settings
    }
    restore(archive, floored: floored)
    guard let recipe = archive.recipe else { return }
    guard let wide, recipe.fits(network, in: wide) else {
      throw PruningError("bad-file", "the network before pruning is missing or does not fit")
    }
    restore(Shrinkage(wide, recipe))
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
