import Testing

@testable import Language

@Suite struct BinderTests {
  private func bind(_ text: String) throws -> BoundArguments {
    try #require(try Samples.read(text)).arguments
  }

  @Test func bindsTypes() throws {
    let arguments = try bind("train 3 batches accuracy=90% energy=2kJ")
    #expect(arguments.integer("N") == 3)
    #expect(arguments.word("unit") == "batches")
    #expect(arguments.fraction("accuracy") == 0.9)
    #expect(arguments.energy("energy") == 2000)
    #expect(arguments.integer("max") == 100)
    #expect(!arguments.isTyped("max"))
    #expect(arguments.isTyped("N"))
    #expect(arguments.span("N") == Span(6, 7))
  }

  @Test func wordsBesideAType() throws {
    let arguments = try bind("train until accuracy=90%")
    #expect(arguments.integer("N") == nil)
    #expect(arguments.word("N") == "until")
    #expect(try bind("gate attach *").word("strength") == "auto")
    #expect(try bind("gate attach * strength=2").real("strength") == 2)
  }

  @Test func variadic() throws {
    let arguments = try bind("network mlp 300 100 width=0.5")
    #expect(arguments.all("N").compactMap(\.value.integer) == [300, 100])
    #expect(arguments.text("PRESET") == "mlp")
    #expect(try bind("network new input=3x32x32").shape("input") == [3, 32, 32])
  }

  @Test func lists() throws {
    #expect(
      try bind("data augment=crop,flip").list("augment")?.compactMap(\.word) == ["crop", "flip"])
  }

  @Test(arguments: [
    ("train 3 max=4 accuracy=9%", "train 3 accuracy=9%"), ("train 3 max=\"4\"", "train 3"),
    ("train 3 \\\nmax=4 \\\n batches  # x", "train 3 \\\n \\\n batches  # x"), ("tra 3", "train 3"),
  ])
  func lineWithoutAnOption(_ typed: String, _ expected: String) throws {
    let arguments = try #require(try Samples.read(typed, prefixes: true)).arguments
    #expect(arguments.line(without: "max") == expected)
  }

  @Test func membersHaveTheirPlaces() throws {
    let typed = try bind("data augment=crop,flip")
    #expect(typed.span("augment", member: 1).text(in: typed.text) == "flip")
    let quoted = try bind("data augment=\"crop,flip\"")
    #expect(quoted.span("augment", member: 1).text(in: quoted.text) == "\"crop,flip\"")
  }

  @Test func openOptions() throws {
    let arguments = try bind("param a=1 b=\"x y\"")
    #expect(arguments.pairs.map(\.name) == ["a", "b"])
    #expect(arguments.pairs.map(\.value) == ["1", "x y"])
  }

  @Test func parametersBind() throws {
    #expect(try bind("train $n").integer("N") == 3)
  }

  @Test func requiredAccessor() throws {
    let arguments = try bind("train until")
    let error = #expect(throws: Diagnostic.self) {
      try arguments.required("accuracy", \.fraction)
    }
    #expect(error?.code == .missingArgument)
    #expect(
      error?.message == "‘train’ needs accuracy= (a percentage between 0% and 100%, such as 50%)")
  }

  @Test func canonicalLine() throws {
    #expect(try Samples.read("tr 3 # go", prefixes: true)?.canonical == "train 3 # go")
    #expect(try Samples.read("  gate att *", prefixes: true)?.canonical == "  gate attach *")
    #expect(try Samples.read("gate  attach *")?.canonical == "gate attach *")
    #expect(try Samples.read("# prose") == nil)
  }

  @Test func unknownNameFromACommand() throws {
    let arguments = try bind("gate attach conv3")
    let error = arguments.unknown(
      "layer", "conv3", among: ["conv1", "conv2", "fc1"], at: "PATTERN")
    #expect(
      DiagnosticRenderer().lines(error, text: arguments.text) == [
        "error: there is no layer named ‘conv3’",
        "  | gate attach conv3",
        "  |             ^^^^^",
        "  hint: layers here are conv1, conv2, fc1; did you mean ‘conv2’?",
      ])
  }
}

/// What people see. A change here is a change of the product's wording.
@Suite struct DiagnosticSnapshots {
  @Test(arguments: [
    ("trian 3", "error: there is no command named ‘trian’", "did you mean ‘train’?"),
    ("tra 3", "error: there is no command named ‘tra’", "did you mean ‘train’?"),
    ("gate", "error: ‘gate’ needs one of its forms behind it: attach or detach", "try ‘help gate’"),
    ("gate atach *", "error: ‘gate’ has no form ‘atach’", "did you mean ‘attach’?"),
    ("train", "error: ‘train’ needs N (a whole number between 1 and 1000, or until)", nil),
    (
      "train x", "error: ‘x’ does not fit N: expected a whole number between 1 and 1000, or until",
      nil
    ),
    ("train 3 4 5", "error: ‘4’ does not fit unit: expected epochs or batches", nil),
    ("train 3 epochs 5", "error: ‘train’ takes 2 subjects, and ‘5’ is one more", nil),
    (
      "network ../x", "error: ‘../x’ does not fit PRESET: expected a name",
      "_ - . / + :, begins with a letter, a digit or _, and has at most 100 characters"
    ),
    ("train 3 mx=5", "error: ‘train’ has no option named ‘mx’", "did you mean ‘max’?"),
    ("train 3 max=5 max=6", "error: ‘max’ is given twice", "leave one of them out"),
    ("train until accuracy=0.9", "error: ‘0.9’ does not fit accuracy", "did you mean 90%?"),
    ("train until energy=500", "error: ‘500’ does not fit energy", "did you mean 500J?"),
    ("train 3 max=", "error: ‘max=’ has no value", "expected a whole number from 1"),
    ("train 3 max", "error: ‘max’ does not fit unit", "hint: write max=100"),
    ("gates x=1", "error: ‘gates’ takes no options", "it is written ‘gates’"),
    ("train 3 max = 5", "error: ‘=’ has blanks around it", "write max=5"),
    ("train 3 max =5", "error: ‘=’ has blanks around it", "write max=5"),
    ("param x", "error: ‘param’ takes NAME=VALUE, and ‘x’ has no value", "write x=VALUE"),
    ("lr=3", "error: a line begins with a command, not with an option", nil),
    ("network new", "error: ‘network new’ needs input=", nil),
    ("save \"x", "error: the quote is never closed", nil),
    ("train $m", "error: there is no parameter named ‘m’", "the only parameter here is n"),
  ])
  func wording(_ line: String, _ message: String, _ hint: String?) {
    let lines = Samples.error(line)
    #expect(lines.first?.hasPrefix(message) == true, "\(lines)")
    if let hint { #expect(lines.last?.contains(hint) == true, "\(lines)") }
  }

  /// Nobody reads ten thousand characters of what was typed.
  @Test func longQuotesAreCut() {
    let word = String(repeating: "x", count: 10_000)
    let error = Diagnostic.unknown("layer", word, among: ["conv1"])
    #expect(error.message == "there is no layer named ‘\(word.prefix(159))…’")
    #expect(Samples.error("train \(word)")[0].count < 300)
  }

  @Test func prefixesAtThePromptOnly() throws {
    #expect(try Samples.read("tr 3", prefixes: true)?.signature.verb == "train")
    #expect(Samples.error("ga", prefixes: true)[0] == "error: ‘ga’ can mean gate or gates")
    #expect(try Samples.read("gates", prefixes: true)?.signature.verb == "gates")
    #expect(try Samples.read("network n", prefixes: true)?.signature.verb == "network")
  }

  @Test func wideCharacters() {
    let lines = Samples.error("train 日本 mx=é")
    #expect(lines[1] == "  | train 日本 mx=é")
    #expect(lines[2] == "  |       ^^^^")
  }

  @Test func controlCharactersAreHarmless() {
    let lines = Samples.error("train \u{1B}[31m\u{7}")
    #expect(lines.allSatisfy { !$0.unicodeScalars.contains { $0.value < 32 } })
  }

  @Test func longLinesAreCut() {
    let lines = Samples.error(String(repeating: "x", count: 5000) + " 3")
    #expect(lines.dropFirst().prefix(2).allSatisfy { DisplayWidth.of($0) <= 100 })
    let late = Samples.error("network mlp " + String(repeating: "3 ", count: 500) + "bad")
    #expect(late[1].hasPrefix("  | …"))
    #expect(late[1].hasSuffix("bad"))
    #expect(late[2].hasSuffix(" ^^^"))
  }

  @Test func secondLineOfAContinuedCommand() {
    let text = "train 3 \\\n  mx=4"
    let lines = Samples.error(text)
    #expect(lines[1] == "  |   mx=4")
    #expect(lines[2] == "  |   ^^")
  }

  @Test func origin() throws {
    let diagnostic = Diagnostic(.badValue, "no", at: Span(12, 13))
    let lines = DiagnosticRenderer().lines(
      diagnostic, text: "train 3 \\\n  mx=4", origin: .init(name: "a.pollard", line: 7))
    #expect(lines.contains("  at a.pollard:8:3"))
  }
}
