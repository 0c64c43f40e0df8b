import Testing

@testable import Sweeps

/// What `NAME=VALUES` says, and the points that it makes.
@Suite struct SweepGridTests {
  @Test(arguments: [
    ("a,b,c", ["a", "b", "c"]), ("1..5", ["1", "2", "3", "4", "5"]),
    ("10%..70%:20%", ["10%", "30%", "50%", "70%"]), ("0.1..0.3:0.1", ["0.1", "0.2", "0.3"]),
    ("-1..1", ["-1", "0", "1"]), ("-0.05..0.05:0.05", ["-0.05", "0.00", "0.05"]),
    ("1..6:2", ["1", "3", "5"]), ("7..7", ["7"]), ("1,3..4,9", ["1", "3", "4", "9"]),
    // What is no range of numbers is a value.
    ("../net.json", ["../net.json"]), ("a..b", ["a..b"]), ("1e-3,1e-2", ["1e-3", "1e-2"]),
    ("http://x", ["http://x"]),
  ])
  func values(_ text: String, _ wanted: [String]) throws {
    #expect(try SweepValues.parse(text, of: "x") == wanted)
  }

  @Test(arguments: [
    ("", "empty value"), ("1,,2", "empty value"), ("1,2,1", "twice"), ("5..1", "is empty"),
    ("1..5:0", "not above 0"), ("5..1:-1", "not above 0"), ("1..5:x", "no number"),
    ("1..5:1:1", "more than one step"), ("10%..70:20%", "mixes"), ("1..10%", "mixes"),
    ("1..20000", "more than 10000"), ("1..", "no range"), ("..3", "no range"),
    ("1..2..3", "no range"), ("-900000000000000..900000000000000:0.0001", "more than 10000"),
    ("a\nb", "line break"), ("0..1:0.00001", "more than 10000"),
    ("0..999999999999999:0.00001", "more digits"),
  ])
  func whatIsRefused(_ text: String, _ reason: String) throws {
    let error = #expect(throws: SweepError.self) { try SweepValues.parse(text, of: "x") }
    #expect(error?.message.contains(reason) == true)
  }

  @Test func theLastParameterRunsFastest() throws {
    let grid = try SweepGrid([
      .init(name: "target", values: "30%,50%"), .init(name: "seed", values: "1..3"),
    ])
    #expect(grid.count == 6)
    #expect(
      grid.points.map(\.text) == [
        "target=30%,seed=1", "target=30%,seed=2", "target=30%,seed=3", "target=50%,seed=1",
        "target=50%,seed=2", "target=50%,seed=3",
      ])
    #expect(grid[4]["seed"] == "2" && grid[4]["other"] == nil)
  }

  /// A table's columns change together, a row a point, and with each value of another parameter.
  @Test func columnsChangeTogether() throws {
    let grid = try SweepGrid([
      .init(names: ["method", "rate"], rows: [["consensus", "0.1"], ["random walk", "0.2"]]),
      .init(name: "seed", values: "1,2"),
    ])
    #expect(
      grid.points.map(\.text) == [
        "method=consensus,rate=0.1,seed=1", "method=consensus,rate=0.1,seed=2",
        "method=\"random walk\",rate=0.2,seed=1", "method=\"random walk\",rate=0.2,seed=2",
      ])
  }

  @Test func gridsThatAreRefused() throws {
    #expect(throws: SweepError.self) { try SweepGrid([]) }
    #expect(throws: SweepError.self) { try SweepGrid([.init(names: ["a"], rows: [])]) }
    let seeds = try SweepGrid.Axis(name: "seed", values: "1..200")
    #expect(throws: SweepError.self) { try SweepGrid([seeds, seeds]) }
    let more = try SweepGrid.Axis(name: "target", values: "1..51")
    #expect(throws: SweepError.self) { try SweepGrid([seeds, more]) }
    #expect(try SweepGrid([seeds, .init(name: "target", values: "1..50")]).count == 10_000)
  }
}
