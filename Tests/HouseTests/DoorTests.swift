import Foundation
import Testing

/// Things that are added as one file are named by their catalog alone.
@Suite struct DoorTests {
  /// A pruning method goes through `PruningMethod`; a cast to one of them, or a field of its
  /// settings, would leave the others out in silence.
  @Test func noMethodIsNamedOutsideItsRoom() throws {
    let methods = Repository.swift(below: "Sources/Pruning/Methods").map { stem($0) }.filter {
      !$0.contains("+") && !$0.hasPrefix("Method") && !$0.hasPrefix("Pruning")
    }
    #expect(methods.contains("Consensus"))
    for file in Repository.swift(below: "Sources") where !file.hasPrefix("Sources/Pruning/") {
      let words = Self.words(of: Repository.text(file) ?? "")
      for method in methods where words.contains(where: { $0.hasPrefix(method) }) {
        Issue.record("\(file) names the method \(method)")
      }
    }
  }

  /// The words of the code, without what stands between quotes on a line.
  private static func words(of text: String) -> Set<Substring> {
    let code = Code.lines(of: text).map { String($0).replacing(/"[^"]*"/, with: "") }
    return Set(
      code.joined(separator: "\n").split { !($0.isLetter || $0.isNumber || $0 == "_") }
        .map { Substring(String($0)) })
  }
}
