import Language
import Testing

@testable import Reports

@Suite struct RenderingTests {
  private var table: Table {
    var table = Table([
      .init("name", .left), .init("type", .left), .init("output"), .init("parameters"),
      .init("multiply-adds"), .init("share"),
    ])
    table.add([
      "conv1", "conv 3x3", "16x32x32", "\(.count(432))", "\(.count(442_368))",
      "\(.percent(0.0109))",
    ])
    table.add([
      "größe", "日本", "10", "\(.count(40_551_040))", "\(.count(7))", "\(.percent(0.5))",
    ])
    table.addTotal(["total", "", "", "\(.count(40_551_472))", "\(.count(442_375))", ""])
    return table
  }

  @Test func alignedColumns() {
    let lines = Layout.lines(.init(.table(table))).map(\.text)
    #expect(
      lines == [
        "name   type        output  parameters  multiply-adds   share",
        "conv1  conv 3x3  16x32x32         432        442,368   1.1 %",
        "größe  日本            10  40,551,040              7  50.0 %",
        "────────────────────────────────────────────────────────────",
        "total                      40,551,472        442,375",
      ])
  }

  @Test(arguments: [20, 40, 57, 80]) func nothingIsWiderThanTheScreen(_ width: Int) {
    var report = Report()
    report.add(table)
    report.say(
      "a long sentence with \(.count(40_551_040)) figures that has to be wrapped somewhere")
    report.add([
      .init("multiply-adds", "\(.count(40_551_040)) of the dense network, and more words")
    ])
    report.chart(["████████████████████████████████████████████████████████████████████████████"])
    let text = TextRenderer(width: width).text(report)
    for line in text.split(separator: "\n") { #expect(DisplayWidth.of(line) <= width, "\(line)") }
    if width >= 40 {
      for number in ["40,551,040", "442,368", "40,551,472"] { #expect(text.contains(number)) }
    }
  }

  /// A column that does not fit takes another one along.
  @Test func noColumnIsLeftAlone() {
    let lines = Layout.lines(.init(.table(table)), width: 57).map(\.text)
    #expect(lines.filter { $0.hasPrefix("name") }.map { $0.split(separator: " ").count } == [4, 3])
  }

  @Test func figuresKeepTheirPlace() {
    let line = LaidLine("é loss \(.loss(0.5)) x")
    #expect(line.figures.map { $0.span.text(in: line.text) } == ["0.5000"])
  }

  @Test func promisesAreReadable() {
    #expect(
      ComparisonRule.promise(.atMost(0.00037405977249145507)).name
        == "promise, at most 0.000374")
    #expect(
      ComparisonRule.promise(.within(0.02, of: 0.5)).name == "promise, within 0.02 of 0.5")
  }

  @Test func colours() {
    let environment = ["TERM": "xterm"]
    #expect(Colour(.auto, isTerminal: true, environment: environment).isOn)
    #expect(!Colour(.auto, isTerminal: false, environment: environment).isOn)
    #expect(!Colour(.auto, isTerminal: true, environment: ["TERM": "dumb"]).isOn)
    #expect(!Colour(.auto, isTerminal: true, environment: ["TERM": "x", "NO_COLOR": "1"]).isOn)
    #expect(Colour(.always, isTerminal: false, environment: [:]).isOn)
  }

  @Test(arguments: [
    (NumberFormat.count(40_551_040), "40,551,040"), (NumberFormat.count(-999), "-999"),
    (NumberFormat.count(-1000), "-1,000"), (NumberFormat.count(0), "0"),
    (NumberFormat.fixed(0.69314, 4), "0.6931"), (NumberFormat.fixed(-0.00001, 2), "0.00"),
    (NumberFormat.fixed(.nan, 2), "nan"), (NumberFormat.groupedFixed(12345.678, 1), "12,345.7"),
    (NumberFormat.percent(0.52), "52.0 %"), (NumberFormat.quantity(0.0031, "J"), "3.10 mJ"),
    (NumberFormat.quantity(999.9, "J"), "1.00 kJ"), (NumberFormat.quantity(8.51e-7, "s"), "851 ns"),
    (NumberFormat.quantity(0, "J"), "0 J"), (NumberFormat.quantity(12.34, "J"), "12.3 J"),
    (NumberFormat.duration(0.0041), "4.1 ms"), (NumberFormat.points(-0.085), "-8.50 points"),
    (NumberFormat.noun("batch", 1), "batch"), (NumberFormat.noun("batch", 2), "batches"),
    (NumberFormat.duration(0.41), "0.41 s"), (NumberFormat.duration(200), "3 min 20 s"),
    (NumberFormat.duration(7500), "2 h 05 min"),
  ])
  func numbers(_ text: String, _ expected: String) {
    #expect(text == expected)
  }

  /// Words give way, numbers never do.
  @Test func narrowTablesCutWords() {
    var table = Table([
      .init("layer", .left), .init("type", .left, isCuttable: true), .init("count"),
    ])
    table.add(["conv1", "conv 16 3x3 stride=2 pad=1", "\(Figure.count(2304))"])
    func lines(_ width: Int?) -> [String] { TableLayout(table, width: width).lines.map(\.text) }
    #expect(lines(nil)[1] == "conv1  conv 16 3x3 stride=2 pad=1  2,304")
    #expect(lines(32)[1] == "conv1  conv 16 3x3 strid…  2,304")
    // Too narrow for that: parted, and the number is whole.
    #expect(lines(20).contains("conv1  2,304"))
    var wide = Table([.init("", .left), .init("a")])
    wide.add(["joules (estimated, horowitz-45nm)", "\(Figure.count(123_456))"])
    let narrow = TableLayout(wide, width: 30).lines.map(\.text)
    #expect(narrow[1] == "joules (estimated, h…  123,456")
  }
}

@Suite struct JSONTests {
  @Test func values() {
    let value: JSONValue = [
      "b": 1, "a": [1.5, .null, true, "x\"\\\n\u{1}é"], "n": .real(.nan), "o": [:],
    ]
    #expect(
      "\(value)"
        == #"{"b": 1, "a": [1.5, null, true, "x\"\\\n\u0001é"], "n": null, "o": {}}"#)
    #expect("\(JSONValue.real(0.1 + 0.2))" == "0.30000000000000004")
  }

  @Test func indentedJSON() {
    let value: JSONValue = ["a": [1, "x\n\u{7F}"], "b": [:], "c": [], "d": ["e": .real(.nan)]]
    let text = value.indented(by: 2)
    #expect(
      text == """
        {
          "a": [
            1,
            "x\\n\\u007f"
          ],
          "b": {},
          "c": [],
          "d": {
            "e": null
          }
        }

        """)
  }
}
