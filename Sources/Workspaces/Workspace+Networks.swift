extension Workspace {
  /// The network in use.
  public var entry: NetworkEntry? {
    get { current.flatMap { networks[$0] } }
    set {
      guard let newValue else { return }
      networks[newValue.name] = newValue
      current = newValue.name
    }
  }

  /// Works on the network in use in place, so that its numbers stay unshared.
  public mutating func withEntry<Result>(_ body: (inout NetworkEntry) throws -> Result) rethrows
    -> Result
  {
    var entry = networks[current!]!
    networks[current!] = nil
    defer { networks[entry.name] = entry }
    return try body(&entry)
  }

  /// Names in the order they are listed.
  public var networkNames: [String] { networks.keys.sorted() }

  /// Notes every network as drawn, the one in use first of those that were not yet.
  public mutating func noteDrawn() {
    for name in (current.map { [$0] } ?? []) + networkNames where !drawn.contains(name) {
      drawn.append(name)
    }
  }
}
