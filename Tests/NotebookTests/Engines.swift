import Testing

@testable import Notebook

extension Engine {
  /// An engine after `lines`, each of which must succeed.
  static func after(_ lines: [String]) -> Engine {
    let engine = Engine()
    for line in lines { #expect(engine.execute(line)?.diagnostic == nil, "\(line)") }
    return engine
  }
}
