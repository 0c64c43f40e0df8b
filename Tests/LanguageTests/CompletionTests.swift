import Testing

@testable import Language

@Suite struct CompletionTests {
  private let completion = Completion(table: Samples.table) { kind, _ in
    switch kind {
    case "layer": [Candidate("conv1", "3x3"), Candidate("conv2"), Candidate("fc1")]
    case .file: [Candidate("run.pollard"), Candidate("Sessions/")]
    default: []
    }
  }

  @Test(arguments: [
    ("tr", ["train"]), ("ga", ["gate", "gates"]), ("gate ", ["attach", "detach"]),
    ("gate a", ["attach"]), ("gate attach c", ["conv1", "conv2"]),
    ("gate attach conv1 k", ["kind="]), ("gate attach conv1 kind=", ["dynamic", "static"]),
    ("gate attach conv1 kind=s", ["static"]), ("gate attach conv1 strength=a", ["auto"]),
    ("train u", ["until"]), ("train 3 b", ["batches"]),
    ("train 3 max=4 m", []), ("data augment=crop,f", ["flip"]), ("save r", ["run.pollard"]),
    ("nonsense ", []), ("save \"", ["run.pollard", "Sessions/"]),
    ("save \"r", ["run.pollard"]), ("data augment=\"cr", ["crop"]), ("save \"run.pollard\"", []),
    ("network n", ["new"]),
  ])
  func offers(_ line: String, _ expected: [String]) {
    #expect(completion.answer(line).candidates.map(\.text) == expected)
  }

  /// Files that a parameter is about, and the endings of new ones.
  @Test(arguments: [
    ("write ", ["run.html", "a.b/", "page.html", "table.csv"]),
    ("write page.", ["page.html", "page.csv"]), ("write page.c", ["page.csv"]),
    ("write new", ["new.html", "new.csv"]), ("write new.ht", ["new.html"]),
    ("write a.b/x", ["a.b/x.html", "a.b/x.csv"]), ("write ru", ["run.html"]),
    ("read ", ["run.html", "a.b/"]), ("read r", ["run.html"]), ("read n", ["notes.txt"]),
  ])
  func offersFiles(_ line: String, _ expected: [String]) {
    let examples = [Candidate("page.html", "a page"), Candidate("table.csv", "a table")]
    let table = CommandTable([
      Signature(
        "write", group: "", "writes",
        positionals: [.required("FILE", .path, "", isWritten: true).offering(examples)]),
      Signature(
        "read", group: "", "reads", positionals: [.required("FILE", .path, "").offering(examples)]),
    ])
    let completion = Completion(table: table) { _, fragment in
      ["run.html", "notes.txt", "a.b/"].filter { $0.hasPrefix(fragment) }.map { Candidate($0) }
    }
    #expect(completion.answer(line).candidates.map(\.text) == expected)
  }

  @Test func explainsWords() {
    let preset = Parameter.required(
      "PRESET", .choice(["a", "b", "c"]), "", words: ["new"]
    ).explained(by: [("a", "the first"), ("new", "an empty one")])
    let option = Parameter.option("on", .choice(["x", "y"]), "", default: "x")
      .explained(by: [("x", "a device")])
    let table = CommandTable([
      Signature("network", group: "", "", positionals: [preset], options: [option])
    ])
    let completion = Completion(table: table) { _, _ in [] }
    #expect(
      completion.answer("network ").candidates.map(\.summary)
        == ["the first", "", "", "an empty one", ""])
    #expect(
      completion.answer("network a on=").candidates.map(\.summary) == ["the default: a device", ""])
  }

  @Test func fragmentsStartWhereTheyReplace() {
    #expect(completion.answer("gate attach c").start == 12)
    #expect(completion.answer("data augment=crop,f").start == 18)
    #expect(completion.answer("save \"r").start == 6)
    #expect(completion.answer("gate attach x kind=s").start == 19)
    #expect(completion.answer("train 3", cursor: 2).candidates.map(\.text) == ["train"])
  }

  @Test func describes() {
    let found = completion.answer("gate attach ").candidates
    #expect(found.first == Candidate("conv1", "3x3"))
    #expect(found.last == Candidate("strength=", "how much"))
    #expect(completion.answer("gat").candidates.first?.summary == "attach or detach")
  }
}

@Suite struct SuggestionTests {
  @Test(arguments: [
    ("abc", "abc", 0), ("abc", "abd", 1), ("abc", "acb", 1), ("", "abc", 3),
    ("kitten", "sitting", 3),
  ])
  func distances(_ a: String, _ b: String, _ distance: Int) {
    #expect(Suggestions.distance(a, b) == distance)
    #expect(Suggestions.distance(b, a) == distance)
  }

  @Test func otherCaseIsNearest() {
    #expect(Suggestions.nearest(to: "ReLU", among: ["gelu", "relu"]) == "relu")
    #expect(
      Suggestions.nearest(to: "FC", among: ["conv", "linear"], others: ["fc": "linear"])
        == "linear")
    #expect(Suggestions.nearest(to: "fc", among: ["conv"], others: ["fc": "linear"]) == nil)
  }

  @Test func nearest() {
    #expect(Suggestions.nearest(to: "evalute", among: ["evaluate", "energy"]) == "evaluate")
    #expect(Suggestions.nearest(to: "xyz", among: ["evaluate", "energy"]) == nil)
    #expect(Suggestions.plural("category") == "categories")
    #expect(Suggestions.plural("layer") == "layers")
  }
}

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("×", 1), ("▁▂▇", 3), ("🙂", 2),
  ])
  func widths(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test func cuts() {
    #expect(DisplayWidth.cut("abcdef", to: 4) == "abc…")
    #expect(DisplayWidth.cut("日本語", to: 4) == "日…")
    #expect(DisplayWidth.cut("abc", to: 3) == "abc")
    #expect(DisplayWidth.cut("abc", to: 0) == "")
    #expect(DisplayWidth.pad("日", to: 4, right: true) == "  日")
  }
}
