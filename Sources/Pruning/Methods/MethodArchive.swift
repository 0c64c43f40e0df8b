import Networks

/// A method as it is written beside its network: its name, and whatever it keeps.
public struct MethodArchive: Codable, Sendable {
  /// The method's name in the catalog, which tells how to read its state.
  public let name: String
  private let state: any Codable & Sendable

  private enum CodingKeys: CodingKey { case name, state }

  /// - Parameter network: the one the method works on.
  public init(_ method: any PruningMethod, _ network: Network) {
    name = method.name
    state = method.state(network)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    guard let description = MethodCatalog.find(name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "there is no such pruning method")
    }
    func state<Method: PruningMethod>(of type: Method.Type) throws -> any Codable & Sendable {
      try container.decode(Method.State.self, forKey: .state)
    }
    self.state = try state(of: description.type)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(state, forKey: .state)
  }

  /// The method beside its network.
  ///
  /// - Parameter wide: the network before anything left.
  /// - Throws: `PruningError` where they do not belong together.
  public func method(
    _ network: Network, wide: Network?
  ) throws(PruningError) -> any PruningMethod {
    func restored<Method: PruningMethod>(
      _ type: Method.Type
    ) throws(PruningError) -> any PruningMethod {
      guard let state = state as? Method.State else {
        throw PruningError("bad-file", "the state is another method's")
      }
      return try Method(state, named: name, network, wide: wide)
    }
    guard let type = MethodCatalog.find(name)?.type else {
      throw PruningError("bad-file", "there is no such pruning method")
    }
    return try restored(type)
  }
}
