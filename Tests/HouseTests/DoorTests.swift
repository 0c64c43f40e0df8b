import Testing

/// Pruning methods are named by their catalog alone.
@Suite struct DoorTests {
  /// A pruning method goes through `PruningMethod`; a cast to one of them, or a field of its
  /// settings, would leave the others out in silence.
  @Test func noMethodIsNamedOutsideItsRoom() throws {
    let methods = Repository.swift(below: "Sources/Pruning/Methods").map { stem($0) }.filter {
      !$0.contains("+") && !$0.hasPrefix("Method") && !$0.hasPrefix("Pruning")
    }
    #expect(methods.contains("Consensus"))
    for file in Repository.swift(below: "Sources") where !file.hasPrefix("Sources/Pruning/") {
      let words = SwiftSource(Repository.text(file) ?? "").words
      for method in methods where words.contains(where: { $0.hasPrefix(method) }) {
        Issue.record("\(file) names the method \(method)")
      }
    }
  }
}
