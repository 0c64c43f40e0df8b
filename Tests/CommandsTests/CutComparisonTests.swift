import Costs
import Networks
import Tensors
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// Measured cuts beside counted ones: true, or unsaid.
@Suite struct CutComparisonTests {
  private static func report(_ small: [Double], _ dense: [Double]) throws -> Report {
    let wide = try Graph(input: Shape(2), lines: ["linear 16", "linear 2"])
    let narrow = try Graph(input: Shape(2), lines: ["linear 8", "linear 2"])
    return CutComparison(
      layers: (wide.work, narrow.work), EnergyModel(), batch: 1, images: 128,
      times: (Sample(dense), Sample(small)), energies: nil
    ).report()
  }

  private static func seconds(_ report: Report) throws -> JSONObject {
    guard case .object(let cuts)? = report["cuts"], case .object(let time)? = cuts["seconds"] else {
      throw CancellationError()
    }
    return time
  }

  @Test func aDifferenceHasTheDigitsOfItsRange() throws {
    let report = try Self.report(
      [Double](repeating: 0.5432, count: 64), [Double](repeating: 1, count: 64))
    let time = try Self.seconds(report)
    #expect(abs(try #require(time.number("share")) - 0.4568) < 1e-12)
    let uncertainty = try #require(time.number("uncertainty"))
    #expect(abs(try #require(time.number("high")) - 0.4568 - uncertainty) < 1e-12)
    #expect(abs(try #require(time.number("low")) - 0.4568 + uncertainty) < 1e-12)
    let lines = RecordingText.lines(report)
    #expect(lines.allSatisfy { $0.kind == .volatile })
    let row = try #require(lines.first { $0.text.hasPrefix("time ") })
    #expect(row.text.split(separator: " ").prefix(6) == ["time", "46", "%", "6", "%", "measured"])
    // Multiply-adds fell by 50 %, which ± 6 points do not tell from 46 %.
    #expect(time["gap"] == .null)
    #expect(lines.contains { $0.text.hasSuffix("time (measured) as much, within 6 points") })
    #expect(!report.shown.contains("no difference"))
  }

  /// Multiply-adds fall by half.
  @Test(arguments: [(0.8, 0.3, "30 points less"), (0.2, -0.3, "30 points more")])
  func aGapBeyondTheRangeIsTold(_ small: Double, _ gap: Double, _ text: String) throws {
    let report = try Self.report(
      [Double](repeating: small, count: 64), [Double](repeating: 1, count: 64))
    #expect(abs(try #require(Self.seconds(report).number("gap")) - gap) < 1e-12)
    #expect(report.shown.contains("time (measured) \(text)"))
  }

  @Test func points() {
    #expect(NumberFormat.measuredPoints(0.0104, 0.06) == "1 point")
    #expect(NumberFormat.measuredPoints(0.0104, 0.006) == "1.0 points")
    #expect(NumberFormat.measuredPoints(-0.0104, 0.06) == "-1 point")
    #expect(NumberFormat.measuredPoints(0.0204, 0.06) == "2 points")
  }

  @Test(arguments: [[0.97], [1.04], [0.2, 5, 0.3, 4, 0.25, 6, 0.2, 3]])
  func whatIsNotToldIsUnsaid(_ small: [Double]) throws {
    let rounds = (0..<64).map { small[$0 * small.count / 64] }
    let report = try Self.report(rounds, [Double](repeating: 1, count: 64))
    let time = try Self.seconds(report)
    #expect(time["share"] == .null && time["gap"] == .null)
    #expect(try #require(time.number("low")) < 0 && #require(time.number("high")) > 0)
    #expect(report.shown.contains("time: no difference can be measured at this size ("))
    #expect(!report.shown.contains("time (measured)"))
  }

  @Test(arguments: [
    (0.4632, 0.0347, "46 %", "3 %"), (0.4632, 0.0147, "46.3 %", "1.5 %"),
    (0.4632, 0.00347, "46.3 %", "0.3 %"), (0.5, 0.25, "50 %", "25 %"),
    (-6.07, 8.4, "-607 %", "840 %"),
    (0.5, 0, "50.00 %", "0.00 %"), (0.5, Double.infinity, "50 %", "inf %"),
  ])
  func sharesHaveNoDigitsBehindTheirError(
    _ share: Double, _ range: Double, _ value: String, _ text: String
  ) {
    let found = NumberFormat.measuredPercent(share, range)
    #expect(found.value == value && found.range == text, "\(found)")
  }

  @Test(arguments: [
    (37.12e-6, 0.19e-6, "37.1 µs", "0.2 µs"), (190e-6, 1.6e-3, "190 µs", "1600 µs"),
    (2.181e-6, 1.2e-6, "2.2 µs", "1.2 µs"), (2.74e-3, 67e-6, "2.74 ms", "0.07 ms"),
    (3.1, 0.02, "3.10 s", "0.02 s"), (0, 1e-3, "0 s", "1.00 ms"),
    (999.96e-3, 1e-3, "1.00 s", "0.00 s"),
  ])
  func quantitiesToo(_ value: Double, _ range: Double, _ text: String, _ other: String) {
    let found = NumberFormat.measured(value, range, "s")
    #expect(found.value == text && found.range == other, "\(found)")
  }

  /// One size of batch for every command that compares, fewer images where memory is short.
  @Test func imagesAtOnce() throws {
    let small = try Graph(input: Shape(2), lines: ["linear 16"])
    #expect(CutComparison.images([small]) == 128)
    let large = try Graph(input: Shape(3, 32, 32), lines: ["relu"])
    let need = MemoryNeed.inference(large, batch: 128)
    #expect(CutComparison.images([small, large], fits: { $0 <= 2 * need }) == 128)
    #expect(CutComparison.images([small, large], fits: { $0 <= need }) == 64)
    #expect(CutComparison.images([small, large], fits: { $0 <= 1 }) == 1)
  }

  @Test func compactAndCompareTakeTheSameImages() throws {
    let engine = Engine.after(
      [
        "data moons train=64 test=20 batch=16", "network mlp 8 8 as=dense", "gate attach *",
        "gate set fc1[0-3] off",
      ])
    let compact = try engine.report("compact as=small")
    #expect(try Self.seconds(compact).word("source") == "this machine, batch 128")
    let compare = try engine.report("compare dense small")
    #expect(try Self.seconds(compare).word("source") == "this machine, batch 128")
    #expect(compare.shown.contains("measured, batch 128"))
  }
}
