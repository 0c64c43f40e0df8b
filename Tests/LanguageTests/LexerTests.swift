import Testing

@testable import Language

@Suite struct LexerTests {
  @Test(arguments: [
    ("param \\\na=5", "param a=5"), ("param a=5", "param a=5"),
    ("train 3 \\\n  max=4 # all \\\n batches", "train 3 max=4 batches"),
    ("param a=\"x y\" \\\r\n b=$c", "param a=\"x y\" b=$c"),
    ("param a=\"x \\\n y\"", "param a=\"x \\\n y\""), ("# a\n# b", ""), ("# a", "# a"),
  ])
  func oneLine(_ text: String, _ expected: String) {
    #expect(Lexer.oneLine(text) == expected)
  }

  private func words(_ text: String, _ parameters: [String: String] = [:]) throws -> [Word] {
    try Lexer.words(text, lookup: { parameters[$0] }, known: { parameters.keys.sorted() })
  }

  @Test(arguments: [
    ("train 3", ["train", "3"]),
    ("  train\t3  ", ["train", "3"]),
    ("train 3 # go", ["train", "3"]),
    ("save a#b", ["save", "a#b"]),
    ("save \"my run.pollard\"", ["save", "my run.pollard"]),
    ("save my\" \"run", ["save", "my run"]),
    (#"say "a \"b\" \\ c""#, ["say", #"a "b" \ c"#]),
    ("train \\\n 3", ["train", "3"]),
    ("train 3 \\", ["train", "3"]),
    ("gate attach *", ["gate", "attach", "*"]),
    ("why conv1[3,7-9]", ["why", "conv1[3,7-9]"]),
    ("cost $$5", ["cost", "$5"]),
    ("# only prose", []),
    ("", []),
  ])
  func splits(_ text: String, _ expected: [String]) throws {
    #expect(try words(text).map(\.text) == expected)
  }

  @Test func keysAndSpans() throws {
    let found = try words("lr=0.1 \"a=b\" 3=4 as=")
    #expect(found.map(\.key) == ["lr", nil, nil, "as"])
    #expect(found.map(\.text) == ["0.1", "a=b", "3=4", ""])
    #expect(found[0].span == Span(0, 6))
    #expect(found[0].keySpan == Span(0, 2))
    #expect(found[0].valueSpan == Span(3, 6))
  }

  @Test func parametersKeepTheirPlace() throws {
    let found = try words("train $n as=net${n}x \"$n b\"", ["n": "12"])
    #expect(found.map(\.text) == ["train", "12", "net12x", "12 b"])
    #expect(found[1].span == Span(6, 8))
    #expect(!found[1].isVerbatim)
  }

  @Test func unknownParameter() {
    let error = #expect(throws: Diagnostic.self) { try words("train $epoch", ["epochs": "2"]) }
    #expect(error?.code == .unknownParameter)
    #expect(error?.span == Span(6, 12))
    #expect(error?.hint == "the only parameter here is epochs; did you mean ‘epochs’?")
  }

  @Test(arguments: [
    ("say \"a", "unclosed-quote"), ("a $", "bad-parameter"), ("a ${x", "bad-parameter"),
  ])
  func mistakes(_ text: String, _ code: String) {
    let error = #expect(throws: Diagnostic.self) { try words(text, ["x": "1"]) }
    #expect(error?.code.description == code)
  }

  @Test func continuation() {
    #expect(Lexer.continues("train \\"))
    #expect(!Lexer.continues("train \\\\"))
    #expect(!Lexer.continues("train"))
  }

  @Test(arguments: ["plain", "two words", "a\"b", "$x", "back\\slash", "", "a=b", "#c", "é 日本"])
  func quotingReadsBack(_ text: String) throws {
    let found = try words("x " + Quoting.quoted(text))
    #expect(found.count == 2)
    #expect(found.last?.text == text)
    #expect(found.last?.key == nil)
  }
}
