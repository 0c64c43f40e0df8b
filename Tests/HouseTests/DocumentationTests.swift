import Testing

/// Public declarations say what they are.
@Suite struct DocumentationTests {
  static let protocols = ProtocolTable(Repository.declarations.values.joined())

  /// Witnesses and cases exempt: what a protocol asks for is described there.
  @Test(arguments: Rooms.arrows.keys.sorted())
  func publicDeclarationsAreDocumented(room: String) {
    let found = Documentation(
      Repository.declarations.filter { $0.key.hasPrefix("Sources/\(room)/") }, Self.protocols)
    if !found.missing.isEmpty {
      Issue.record(
        """
        public and without a doc comment, \(found.missing.count) of \(found.count):
        \(found.missing.joined(separator: "\n"))
        """)
    }
  }

  @Test func witnessesAndCasesAreExempt() {
    let text = """
      public protocol Named {
        var name: String { get }
        /// What it costs.
        var price: Int { get }
      }
      extension Named { public var price: Int { 0 } }
      public enum Fruit: Named, CustomStringConvertible {
        case apple
        public var name: String { "apple" }
        public var description: String { name }
        /// Where it grows.
        @inline(never)
        public func tree() {}
        public init(ripe: Bool) {}
        func peel() {}
      }
      """
    let declarations = Declaration.all(in: text)
    let found = Documentation(["Fruit.swift": declarations], ProtocolTable(declarations))
    #expect(found.documented == 2)
    #expect(
      found.missing == [
        "Fruit.swift:1 Named", "Fruit.swift:2 Named.name", "Fruit.swift:7 Fruit",
        "Fruit.swift:14 Fruit.init(ripe",
      ])
  }
}
