import Testing

@testable import Reports
@testable import Sessions

/// Lines beside those that were recorded.
@Suite struct ComparisonTests {
  private func compare(_ old: [String], _ new: [Phrase], exactly: Bool = false) -> LineComparison {
    LineComparison(expected: old, found: new.map { LaidLine($0) }, exactly: exactly)
  }

  @Test(arguments: [
    ("52.0 %", 0.52), ("40,551,040", 40_551_040), ("3.10 mJ", 0.0031), ("-1.5e-3", -0.0015),
    ("12 s", 12), ("1.2 kJ", 1200), ("7.5 W", 7.5), ("4 points", 0.04), ("50%", 0.5),
    ("3 µs", 3e-6),
  ])
  func numbersInBaseUnits(_ text: String, _ value: Double) throws {
    let token = try #require(NumberToken.tokens(text).first)
    let found = try #require(token.value)
    #expect(abs(found - value) <= 1e-12 * abs(value))
  }

  @Test func namesAreNoNumbers() {
    #expect(NumberToken.tokens("conv1 3x32x32 fc2 a-3").compactMap(\.value).count == 1)
    #expect(NumberToken.tokens("(3.5, 4)").compactMap(\.value) == [3.5, 4])
    #expect(NumberToken.tokens("1,2,3").compactMap(\.value) == [1, 2, 3])
  }

  @Test func totalsAndPromises() {
    let total: Phrase = "macs \(.count(21_000_000, .total(dense: 40_000_000)))"
    #expect(compare(["macs 20,000,000"], [total]).differences.isEmpty)
    #expect(!compare(["macs 19,000,000"], [total]).differences.isEmpty)
    let promise: Phrase = "achieved \(.percent(0.49, .promise(.within(0.02, of: 0.5))))"
    #expect(compare(["achieved 51.9 %"], [promise]).differences.isEmpty)
    let broken: Phrase = "achieved \(.percent(0.47, .promise(.within(0.02, of: 0.5))))"
    #expect(!compare(["achieved 49.0 %"], [broken]).differences.isEmpty)
  }

  /// Where a promise was missed when it was recorded there is none to keep; the same text is never
  /// a difference.
  @Test func promisesMissedWhenRecorded() {
    func compare(_ old: String, _ value: Double) -> LineComparison {
      self.compare(
        ["achieved \(old)"],
        ["achieved \(.percent(value, .promise(.within(0.02, of: 0.3))))" as Phrase])
    }
    let same = compare("25.1 %", 0.251)
    #expect(same.differences.isEmpty)
    #expect(same.held == ["promise missed when recorded, by no more than 4 points more": 1])
    #expect(compare("25.1 %", 0.22).differences.isEmpty)
    #expect(compare("25.1 %", 0.30).differences.isEmpty)
    #expect(compare("25.1 %", 0.39).differences.isEmpty == false)
    #expect(compare("25.1 %", 0.20).differences.first?.distance == "5.10 points")
    // At its limit it is kept: 0.3 − 0.28 is more than 0.02 in binary.
    #expect(compare("28.0 %", 0.28).held == ["promise, within 0.02 of 0.3": 1])
    #expect(compare("28.0 %", 0.279).differences.first?.rule == "promise, within 0.02 of 0.3")
  }

  @Test(arguments: [
    ComparisonRule.derived, .loss, .accuracy, .decibels, .total(dense: 1), .gates,
    .promise(.within(0.02, of: 0.5)), .promise(.atLeast(1)), .promise(.atMost(1e-9)),
  ])
  func identicalTextsAreNeverADifference(_ rule: ComparisonRule) {
    for value in [0.0, 0.123, 0.9, -3, 1e-7, 1e20, .infinity, .nan] {
      let text = "is \(NumberFormat.percent(value, 4)) at \(NumberFormat.short(value))"
      let new: Phrase = """
        is \(Figure(NumberFormat.percent(value, 4), rule)) at \
        \(Figure(NumberFormat.short(value), rule))
        """
      #expect(new.text == text)
      #expect(compare([text], [new]).differences.isEmpty, "\(text)")
    }
  }

  @Test func pointsAreComparedLikePercentages() {
    let gap: Phrase = "gap \(.points(0.124))"
    #expect(gap.text == "gap 12.40 points")
    for old in ["gap 12.40 %", "gap 11.00 points"] {
      #expect(compare([old], [gap]).differences.isEmpty)
    }
    #expect(compare(["gap -8.50 points"], [gap]).differences.first?.distance == "20.90 points")
  }

  @Test func gateLinesAreLeftOut() {
    let lines: [Phrase] = ["gates", "conv1 \(.gates("▁▂▇")) 3", "fc1 \(.gates("▁")) 4", "end 5"]
    #expect(compare(["gates", "conv1 ▇▇▇ 9", "fc1 ▁ 2", "end 5"], lines).differences.isEmpty)
    #expect(compare(["gates", "conv1 ▇▇▇ 9", "end 5"], lines).differences.isEmpty)
    #expect(!compare(["gates", "conv1 ▇▇▇ 9", "end 6"], lines).differences.isEmpty)
    #expect(!compare(["end 5"], lines).differences.isEmpty)
  }

  @Test func columnsMayShift() {
    var table = Table([.init("epoch"), .init("loss")])
    table.add(["\(1)", "\(.loss(0.5))"])
    let lines = Layout.lines(.init(.table(table)))
    #expect(
      LineComparison(expected: ["epoch      loss", "    1   0.5200"], found: lines, exactly: false)
        .differences.isEmpty)
  }
}
