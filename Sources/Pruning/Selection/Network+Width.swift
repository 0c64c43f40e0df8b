import Networks

extension Network {
  /// The network seen at a width: the first channels of each layer that may get narrower, over the
  /// same weights.
  ///
  /// Each parameter keeps its values and has the slice as its last view, so that a gradient comes
  /// back to the wide weights; buffers are slices of their own.
  ///
  /// - Parameter width: the share 0…1 of a layer's channels, rounded up; one stays at least.
  /// - Precondition: the network has no gates.
  /// - Throws: `PruningError` where no layer can lose channels.
  public func seen(width: Double) throws(PruningError) -> Network {
    let ranking = try ChannelRanking(self, .macs, wide: nil)
    // A share such as 0.07 of 100 channels is 7 of them, not 8 for a rounding error.
    let open = ranking.keeping { channels, _ in
      max(1, Int((Double(channels) * width - 1e-9).rounded(.up)))
    }
    let narrow: Surgery.Result
    do {
      narrow = try ranking.removing(open)
    } catch {
      throw PruningError("not-removable", "\(error)")
    }
    let recipe = narrow.recipe.rebased(from: ranking.gated, onto: self)
    let seen = recipe.parameters.map { part in
      var parameter = parameters[part.source]
      parameter.views.append(part.selection)
      return parameter
    }
    return Network(narrow.network.graph, parameters: seen, buffers: narrow.network.buffers)
  }
}
