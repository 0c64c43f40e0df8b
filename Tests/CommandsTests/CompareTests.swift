import Testing

@testable import Notebook
@testable import Reports

/// `compare`: two networks or more, side by side.
@Suite struct CompareTests {
  static let three = [
    "network convnet input=1x16x16 classes=4 as=a",
    "network convnet width=0.5 as=b input=1x16x16 classes=4",
    "network convnet width=0.25 as=c input=1x16x16 classes=4",
  ]

  private static func report(_ line: String) throws -> Report {
    try #require(Engine.after(three).execute(line)?.report)
  }

  private static func number(_ report: Report, _ name: String, _ key: String) throws -> Double {
    guard case .object(let found)? = report[name] else {
      Issue.record("no ‘\(name)’")
      return .nan
    }
    return try #require(found.number(key), "\(name).\(key)")
  }

  @Test func cutsAreAgainstTheFirst() throws {
    let report = try Self.report("compare a b c")
    for name in ["b", "c"] {
      for key in ["macs", "connections", "joules"] {
        let before = try Self.number(report, "a", key)
        let cut = try Self.number(report, name, key + "_cut")
        let now = try Self.number(report, name, key)
        #expect(abs(cut - (1 - now / before)) < 1e-12)
        #expect(cut > 0.4 && cut < 1)
      }
    }
    guard case .object(let first)? = report["a"] else { return }
    #expect(first["macs_cut"] == nil && first["kind"] == "estimated")
    let shown = report.shown
    #expect(shown.contains("cut against a"))
    #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func twoHaveTheirCutsByKind() throws {
    let shown = try Self.report("compare a b").shown
    #expect(shown.components(separatedBy: "cut against a").count == 2)
    #expect(shown.contains("counted") && shown.contains("the gap: "))
    #expect(shown.contains("joules (estimated, horowitz-45nm)"))
  }

  /// A network that lost its channels in training is no dense one to compare with.
  @Test func anOriginThatIsCut() throws {
    let engine = Engine.after([
      "data moons train=64 test=1", "network mlp 8 8 as=whole", "copy whole as=half", "use whole",
      "gate attach *", "compact as=same", "use half", "gate attach *", "gate set fc1[0-3] off",
    ])
    let turn = try #require(engine.execute("compact as=small"))
    #expect(turn.report?.shown.contains("proof on 1 test image: ") == true)
    func remarks(_ line: String) throws -> [Substring] {
      let shown = try #require(engine.execute(line)?.report).shown
      #expect(shown.contains("falls as much as multiply-adds") == (line != "compare whole small"))
      return shown.split(separator: "\n").filter { $0.contains(" itself: what ") }
    }
    #expect(
      try remarks("compare half small").map { $0.prefix(46) } == [
        "‘half’ is without 41.7 % of its multiply-adds "
      ])
    #expect(try remarks("compare whole same").isEmpty)
    #expect(try remarks("compare whole small").isEmpty)
  }

  @Test func onADevice() throws {
    let report = try Self.report("compare a b on=server-cpu")
    #expect(report.shown.contains("joules (estimated, server-cpu)"))
    let energy = try #require(
      Engine.after(Self.three + ["use a"]).execute("energy on=server-cpu")?.report)
    #expect(try Self.number(report, "a", "joules") == energy.values.number("joules"))
    // Starting layers is most of it, and no channel less ends that.
    #expect(try Self.number(report, "b", "joules_cut") < 0.1)
  }

  @Test(arguments: [
    ("compare a", "missing-argument"), ("compare a b x", "unknown-network"),
    ("compare a b on=x", "bad-value"),
  ])
  func refused(_ line: String, _ code: String) throws {
    let error = try #require(Engine.after(Self.three).execute(line)?.diagnostic)
    #expect(error.code.description == code)
    if line.hasSuffix(" x") { #expect(try #require(error.span).text(in: line) == "x") }
  }
}
