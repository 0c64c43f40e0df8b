import Notebook
import Testing

extension Engine {
  /// Runs lines, each of which must succeed.
  package func run(_ lines: [String]) {
    for line in lines { #expect(execute(line)?.diagnostic == nil, "\(line)") }
  }

  package func run(_ lines: String...) { run(lines) }
}
