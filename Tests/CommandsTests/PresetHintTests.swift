import Commands
import Language
import Networks
import NotebookTestSupport
import Testing

@testable import Notebook

/// What is said of a preset that does not fit can be typed.
@Suite struct PresetHintTests {
  @Test(arguments: ArchitectureCatalog.all.map { $0.name }, ["1x16x16", "3x8x40", "1x2x2", "7"])
  func hintsCanBeFollowed(_ preset: String, _ input: String) throws {
    let engine = Engine()
    let line = "network \(preset) input=\(input)"
    guard let error = engine.execute(line)?.diagnostic else { return }
    let hint = try #require(error.hint)
    var followed = 0
    if let option = hint.firstMatch(of: /takes (input=[0-9x]+)/) {
      #expect(
        engine.execute("network \(preset) \(option.1) width=0.1")?.diagnostic == nil, "\(hint)")
      followed += 1
    }
    if let others = hint.firstMatch(of: /fits (.+)$/) {
      for other in others.1.split(separator: ", ") {
        #expect(
          engine.execute("network \(other) input=\(input) width=0.1")?.diagnostic == nil, "\(hint)")
        followed += 1
      }
    }
    #expect(followed > 0, "\(hint)")
  }

  @Test func theNextLargerImage() throws {
    let engine = Engine()
    let hint = engine.execute("network vgg16 input=1x16x16")?.diagnostic?.hint
    #expect(hint?.hasPrefix("vgg16 takes input=1x32x32; 1x16x16 fits ") == true)
  }
}
