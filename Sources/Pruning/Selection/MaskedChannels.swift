import Networks
import Tensors

/// The bridge from masks on weights to structure: channels that masks have emptied leave for good.
extension Network {
  /// The network without the channels that nothing depends on: all weights that read them are
  /// masked, or all that make them are and what comes out of batch norm and activation is zero. A
  /// channel that is a constant other than zero stays.
  ///
  /// - Returns: nil where no channel can leave.
  func withoutMaskedChannels() -> Network? {
    guard isMasked, !hasGates else { return nil }
    // What leaves may empty what came before it.
    var result = removingMaskedChannels()
    while let next = result?.removingMaskedChannels() { result = next }
    return result
  }

  private func removingMaskedChannels() -> Network? {
    guard let ranking = try? ChannelRanking(self, .connections, wide: nil) else { return nil }
    var open = ranking.map.gates.map { _ in true }
    for (producer, range) in zip(ranking.members.map { $0[0] }, ranking.floors.map(\.range)) {
      let zeros = zeroChannels(of: producer)
      var left = range.count
      for gate in range where left > 1 {
        let channel = gate - range.lowerBound
        guard zeros.contains(channel) || isUnread(ranking, gate) else { continue }
        open[gate] = false
        if ranking.readers.contains(where: { !$0.contains { open[$0] } }) {
          open[gate] = true
          continue
        }
        left -= 1
      }
    }
    return open.contains(false) ? try? ranking.removing(open).network : nil
  }

  /// Whether every weight that reads the gated channel is masked.
  private func isUnread(_ ranking: ChannelRanking, _ gate: Int) -> Bool {
    let parts = Departure(ranking.gated.graph, closed: [ranking.map.gates[gate]]).parts
    let readers = parts.filter { $0.what == .inputs }
    return !readers.isEmpty
      && readers.allSatisfy { reader in
        guard let node = graph.index(named: reader.layer) else { return false }
        return parameters[parameterRange(of: node).lowerBound].isEmpty(columns: reader.indices)
      }
  }

  /// Channels of a layer that are zero where gates stand, whatever the image.
  private func zeroChannels(of producer: Int) -> Set<Int> {
    let numbers = parameterRange(of: producer).map { parameters[$0] }
    guard let weight = numbers.first, !weight.emptyRows.isEmpty,
      let site = try? GateSites.channelSite(of: graph, producer: producer).get()
    else { return [] }
    let shape = graph.nodes[producer].shape
    let bias = numbers.dropFirst().first?.value.values
    let image = (0..<shape.size).map { bias?[$0 / shape.area] ?? 0 }
    guard let output = outputs(behind: producer, through: site.end, image) else { return [] }
    let area = shape.area
    return Set(
      weight.emptyRows.filter { channel in
        output[channel * area..<(channel + 1) * area].allSatisfy { $0 == 0 }
      })
  }

  /// What the nodes after `first`, up to `last`, make of one image.
  private func outputs(behind first: Int, through last: Int, _ image: [Float]) -> [Float]? {
    var chain = Graph(input: graph.nodes[first].shape)
    var parameters: [Parameter] = []
    var buffers: [Buffer] = []
    var at = first
    while at != last {
      guard let next = graph.users(of: at).first,
        (try? chain.append(graph.nodes[next].layer, name: graph.nodes[next].name)) != nil
      else { return nil }
      parameters += parameterRange(of: next).map { self.parameters[$0] }
      buffers += bufferRange(of: next).map { self.buffers[$0] }
      at = next
    }
    guard !chain.nodes.isEmpty else { return image }
    let network = Network(chain, parameters: parameters, buffers: buffers)
    return try? network.outputs(of: Activations(1, chain.input, images: image)).images
  }
}
