import Costs
import Networks
import Tensors

/// The network that cuts are told against: the one before anything ever left, gates gone.
///
/// One rule, whatever became of a network since: channels may have left in training or by
/// `compact`, once or several times, and it may have been renamed, copied, exported and imported.
/// The dense network is kept as its lines, under the name that it had when something first left, so
/// no figure depends on whether it is still there.
public struct DenseNetwork: Sendable, Equatable, Codable {
  /// What it was called then.
  public var name: String
  /// The shape of one image.
  public var input: Shape
  /// The lines of `Graph.lines`.
  public var lines: [String]

  /// Keeps the layers of `graph` that are read, without gates.
  init(_ name: String, _ graph: Graph) throws(LayerError) {
    let plain = try graph.withoutGates().withoutUnread()
    self.name = name
    input = plain.input
    lines = plain.lines
  }

  /// The most lines that a file may hold.
  private static let limit = 4096

  /// Its layers, without numbers.
  ///
  /// - Throws: where the lines, which may be a file's, build none.
  public func graph() throws(LayerError) -> Graph {
    guard lines.count <= Self.limit else { throw LayerError("more than \(Self.limit) layers") }
    return try Graph(input: input, lines: lines)
  }
}

extension NetworkEntry {
  /// The network that its cuts are told against; nil where it came from a file of an earlier
  /// version, which holds its work alone.
  public func denseNetwork() throws(LayerError) -> DenseNetwork? {
    guard let origin else { return try DenseNetwork(name, denseGraph) }
    return origin.dense
  }

  /// What it is called.
  public var denseName: String { origin.map { $0.dense?.name ?? $0.name } ?? name }

  /// Where it came from, what left in training included: for a network that takes its numbers over
  /// without its method.
  public var inheritedOrigin: Origin? {
    guard origin == nil, method?.shrinkage != nil else { return origin }
    let now = network.graph.ownWork.total
    return Origin(
      name: name, denseWork: denseWork, denseLayers: denseLayers, dense: try? denseNetwork(),
      achieved: 1 - now.multiplyAdds / max(1, denseWork.multiplyAdds))
  }
}
