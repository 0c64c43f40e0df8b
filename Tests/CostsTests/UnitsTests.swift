import Costs
import Foundation
import Testing

@Suite struct UnitsTests {
  @Test(arguments: [
    (0.0031, "3.1 mJ"), (12.4e-6, "12.4 µJ"), (0, "0 J"), (3.14159, "3.1 J"), (500, "500.0 J"),
    (0.99996, "1.0 J"), (0.96, "960.0 mJ"), (999.96e-6, "1.0 mJ"), (4.6e-12, "4.6 pJ"),
    (-0.0008, "-800.0 µJ"), (12_345, "12.3 kJ"), (2.5e6, "2.5 MJ"), (1e-21, "0.0 aJ"),
    (.infinity, "inf J"),
  ])
  func joulesAreWrittenWithAPrefix(value: Double, text: String) {
    #expect(Joules(value).description == text)
  }

  @Test(arguments: [
    (0.41, "0.41 s"), (0.4074, "0.41 s"), (0.0253, "25.3 ms"), (41e-6, "41.0 µs"), (7.25, "7.25 s"),
    (83.12, "83.1 s"), (0, "0 s"), (5400, "5400.0 s"),
  ])
  func secondsStaySecondsFromATenthOn(value: Double, text: String) {
    #expect(Seconds(value).description == text)
  }

  @Test func otherUnits() {
    #expect(Watts(7.5).description == "7.5 W")
    #expect(Grams(0.0012).description == "1.2 mg CO2e")
  }

  @Test func powerTimesTimeIsEnergy() {
    #expect(Watts(7.5) * Seconds(2) == Joules(15))
    #expect(Joules(15) / Seconds(2) == Watts(7.5))
    #expect(Joules(1) + Joules(2) - Joules(0.5) == Joules(2.5))
    #expect(Joules(3) * 2 / 3 == Joules(2))
    #expect(Joules(1) < Joules(2))
  }

  @Test func inJSONAQuantityIsItsNumber() throws {
    let data = try JSONEncoder().encode([Joules(0.25)])
    #expect(String(decoding: data, as: UTF8.self) == "[0.25]")
    #expect(try JSONDecoder().decode([Joules].self, from: data) == [Joules(0.25)])
  }

  @Test func figuresShowUnitKindAndSource() {
    let figure = SourcedFigure(4.6e-12, .joules, .estimated, source: "Horowitz, ISSCC 2014")
    #expect(figure.description == "4.6 pJ (estimated, Horowitz, ISSCC 2014)")
    #expect(SourcedFigure(32_768, .bytes, .assumed, source: "").text == "32 KiB")
    #expect(SourcedFigure(8_388_608, .bytes, .assumed, source: "").text == "8 MiB")
    #expect(SourcedFigure(4, .bytes, .assumed, source: "").text == "4 B")
    #expect(SourcedFigure(0.5, .bytes, .assumed, source: "").text == "500.0 mB")
    #expect(SourcedFigure(12.8e9, .bytesPerSecond, .assumed, source: "").text == "12.8 GB/s")
  }

  /// No digit that its uncertainty leaves open.
  @Test(arguments: [
    (12.34, 0.02, "12.3 J ± 20.0 mJ"), (12.34, 1.4, "12.3 J ± 1.4 J"),
    (12.34, 3.2, "12 J ± 3.2 J"), (35_612, 5.2, "35.6 kJ ± 5.2 J"),
    (0.0123, 0.5, "12 mJ ± 500.0 mJ"),
  ])
  func digitsEndAtTheError(_ value: Double, _ uncertainty: Double, _ text: String) {
    let figure = SourcedFigure(
      value, .joules, .measured, source: "a counter", uncertainty: uncertainty)
    #expect(figure.description == text + " (measured, a counter)")
  }
}
