import Foundation
import FoundationXML
import Testing

@testable import Plots

@Suite struct VectorChartTests {
  @Test func everySVGIsWellFormed() throws {
    for (name, chart) in try Samples.all() {
      let bytes = try VectorChart([chart, chart]).bytes(.svg)
      #expect(XMLParser(data: Data(bytes)).parse(), "\(name)")
    }
  }

  @Test func svgSaysWhatItShows() throws {
    let bytes = try VectorChart(Samples.all().map(\.chart)).bytes(.svg)
    let text = String(decoding: bytes, as: UTF8.self)
    for words in [
      "<title>Loss by epoch", "loss, nats (measured)", "energy an image, µJ (estimated, device)",
      "a&lt;b&gt;&amp;", "conv1 now",
    ] { #expect(text.contains(words), "\(words)") }
  }

  /// The same bytes, however many were drawn before.
  @Test func svgIsTheSameAgain() throws {
    let chart = try Samples.plane([Samples.line("a", Samples.course)])
    let first = try VectorChart([chart]).bytes(.svg)
    for _ in 0..<3 { #expect(try VectorChart([chart]).bytes(.svg) == first) }
  }

  /// The signature, and twice as many pixels as points.
  @Test func pngHasItsSize() throws {
    for (name, chart) in try Samples.all() {
      let bytes = try VectorChart([chart]).bytes(.png)
      #expect(
        Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "\(name)")
      func number(at place: Int) -> Int {
        bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      }
      #expect(number(at: 16) == 1520, "\(name)")
      #expect(number(at: 20) >= 200 && number(at: 20) < 4000, "\(name)")
    }
  }
}
