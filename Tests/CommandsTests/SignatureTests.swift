import Language
import NotebookTestSupport
import Testing

@testable import Commands
@testable import Notebook

/// Signatures of all commands.
@Suite struct SignatureTests {
  @Test(arguments: CommandCatalog.all.map { $0.signature.verb })
  func helpOfEachCommand(_ verb: String) {
    let engine = Fake.engine(beside: CommandCatalog.all)
    #expect(engine.execute("help \(verb)")?.isSuccess == true)
  }

  /// Defaults bind, examples parse, names are told apart, the catalog is sorted.
  @Test(arguments: CommandCatalog.all.map { $0.signature })
  func signatureIsSound(_ signature: Signature) throws {
    let parameters = signature.positionals + signature.options
    #expect(Set(parameters.map(\.name)).count == parameters.count)
    for parameter in parameters {
      if let text = parameter.defaultText { #expect(parameter.accepts(text), "\(parameter.name)") }
    }
    let table = CommandTable(CommandCatalog.all.map { $0.signature })
    for example in signature.examples {
      let line = try ParsedLine.read(
        example.line, table: table, prefixes: false, lookup: { _ in nil })
      #expect(line != nil, "\(example.line)")
    }
  }

  @Test func catalogHasNoVerbTwice() {
    let verbs = CommandCatalog.all.map { $0.signature.verb }
    #expect(Set(verbs).count == verbs.count)
  }
}
