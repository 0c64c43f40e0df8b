import Language
import Testing

/// Options that belong to one word of the first subject.
@Suite struct VariantTests {
  private static let signature = Signature(
    "cut", group: "Gates", "cuts",
    positionals: [.optional("WAY", .choice(["deep", "wide"]), "how", words: ["off"])],
    options: [.option("over", .count, "how long", default: "3")],
    variants: [
      .init(
        "deep", "layers leave",
        options: [
          .requiredOption("target", .percent, "how much"),
          .option("least", .count, "layers that stay", default: "1"),
        ]),
      .init("wide", "channels leave", options: [.requiredOption("target", .percent, "how much")]),
    ])

  private static func read(_ text: String) throws(Diagnostic) -> BoundArguments? {
    try ParsedLine.read(
      text, table: CommandTable([signature]), prefixes: false, lookup: { _ in nil })?.arguments
  }

  @Test(arguments: ["cut deep target=50%", "cut target=50% deep"])
  func bindsTheOptionsOfItsVariant(_ text: String) throws {
    let arguments = try #require(try Self.read(text))
    #expect(arguments.fraction("target") == 0.5)
    #expect(arguments.integer("least") == 1 && !arguments.isTyped("least"))
    #expect(arguments.integer("over") == 3)
  }

  /// What another variant has is no default of this one.
  @Test func leavesOthersOut() throws {
    let arguments = try #require(try Self.read("cut wide target=50% over=9"))
    #expect(arguments.value("least") == nil)
    #expect(arguments.integer("over") == 9)
    #expect(try Self.read("cut off")?.value("target") == nil)
  }

  @Test(arguments: [
    ("cut wide target=50% least=2", "least", "it belongs to deep"),
    ("cut wide least=2 target=50%", "least", "it belongs to deep"),
    ("cut off least=2", "least", "‘cut deep least=…’ does"),
    ("cut wide trget=5%", "trget", "did you mean ‘target’"),
    ("cut deep", "cut", "cut deep target=P% [least=N] [over=N]"),
    ("cut target=50% dep", "dep", "did you mean ‘deep’"),
  ])
  func refusesWhatBelongsElsewhere(_ text: String, _ word: String, _ hint: String) {
    #expect {
      _ = try Self.read(text)
    } throws: { error in
      guard let error = error as? Diagnostic, let span = error.span else { return false }
      return span.text(in: text) == word && error.hint?.contains(hint) == true
    }
  }

  @Test(arguments: [
    ("cut wide ", ["target=", "over="]), ("cut deep ", ["target=", "least=", "over="]),
    ("cut d", ["deep"]), ("cut deep target=5% ", ["least=", "over="]),
  ])
  func completes(_ text: String, _ expected: [String]) {
    let completion = Completion(table: CommandTable([Self.signature])) { _, _ in [] }
    #expect(completion.answer(text).candidates.map(\.text) == expected)
  }
}
