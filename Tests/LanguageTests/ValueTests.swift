import Testing

@testable import Language

@Suite struct ValueTests {
  @Test func rangesTheOtherWayRound() {
    #expect(ChannelList.reordered("conv1[9-3,5]")?.description == "conv1[3-9,5]")
    for text in ["conv1[3-9]", "conv1", "conv1[", "[9-3]", "conv1[9-]", "conv1[a-b]"] {
      #expect(ChannelList.reordered(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    ("3", ValueType.integer, "3"), ("-3", .integer, "-3"),
    ("0.05", .real, "0.05"), ("5e-4", .real, "0.0005"), (".5", .real, "0.5"),
    ("50%", .percent, "50%"), ("33.3%", .percent, "33.3%"),
    ("3x32x32", .shape, "3x32x32"), ("300", .shape, "300"),
    ("90s", .duration, "90s"), ("5min", .duration, "300s"), ("250ms", .duration, "0.25s"),
    ("500J", .energy, "500J"), ("2kJ", .energy, "2000J"), ("1Wh", .energy, "3600J"),
    ("512MB", .size, "512000000B"), ("0B", .size, "0B"), ("1.5kB", .size, "1500B"),
    ("conv*", .pattern, "conv*"), ("conv1[3,7-9]", .channels, "conv1[3,7-9]"),
    ("conv1", .channels, "conv1"), ("3-7", .range, "3-7"), ("5", .range, "5"),
    ("crop,flip", .list(of: .choice(["crop", "flip"])), "crop,flip"),
    ("on", .toggle, "on"),
  ])
  func printsAsTyped(_ text: String, _ type: ValueType, _ printed: String) {
    #expect(ValueReader.read(text, as: type)?.description == printed)
  }

  @Test(arguments: [
    ("3.5", ValueType.integer), ("99999999999999999999", .integer), ("٣", .integer),
    ("nan", .real), ("inf", .real), ("0x10", .real), ("1e999", .real), ("", .real),
    ("50", .percent), ("101%", .percent), ("-1%", .percent),
    ("3x", .shape), ("3x3", .shape), ("x3", .shape), ("0x3x3", .shape), ("1x2x3x4", .shape),
    ("999999999999x1x1", .shape), ("90", .duration), ("-1s", .duration), ("500", .energy),
    ("512", .size), ("-1MB", .size), ("5mB", .size), ("MB", .size),
    ("conv1[", .channels), ("conv1[]", .channels), ("conv1[9-7]", .channels), ("[3]", .channels),
    ("conv1[-1]", .channels), ("7-3", .range), ("crop,", .list(of: .choice(["crop", "flip"]))),
    ("", .path), ("", .pattern), ("a b", .name),
  ])
  func refuses(_ text: String, _ type: ValueType) {
    #expect(ValueReader.read(text, as: type) == nil)
  }

  /// A name is taken for no option, no path and no column of dashes.
  @Test(arguments: [
    ("a", true), ("2x", true), ("_", true), ("vgg16/small-2.b+c:d", true), ("größe", true),
    (String(repeating: "n", count: 100), true), (String(repeating: "n", count: 101), false),
    ("-", false), ("--", false), ("--help", false), ("../x", false), ("a/../b", false),
    ("/a", false), (".", false), (".a", false), ("+1", false), (":", false), ("", false),
  ])
  func names(_ text: String, _ fits: Bool) {
    #expect(ValueType.name.accepts(text) == fits)
  }

  @Test func shares() {
    #expect(ValueReader.read("50%", as: .percent)?.fraction == 0.5)
    #expect(ValueReader.read("2", as: .integer)?.real == 2)
  }

  @Test func bounds() {
    #expect(ValueReader.read("0", as: .count) == nil)
    #expect(ValueType.count.expectation == "a whole number from 1")
    #expect(ValueType.integer(1...5).expectation == "a whole number between 1 and 5")
    #expect(ValueType.either(["a", "b", "c"]) == "a, b or c")
  }

  @Test(arguments: [
    ("*", "conv1", true), ("conv*", "conv1", true), ("conv*", "fc1", false),
    ("*1", "conv1", true), ("c*v*1", "conv1", true), ("c*x*1", "conv1", false),
    ("conv1", "conv1", true), ("conv1", "conv12", false), ("a*a", "a", false), ("**", "x", true),
  ])
  func patterns(_ pattern: String, _ name: String, _ fits: Bool) {
    #expect(Pattern(pattern).matches(name) == fits)
  }

  @Test func channelIndices() {
    let list = ChannelList("conv1[3,7-9,8]")
    #expect(list?.indices(below: 64) == [3, 7, 8, 9])
    #expect(list?.indices(below: 8) == [3, 7])
    #expect(list?.largest == 9)
    #expect(ChannelList("c[0-9000000000000000000]")?.indices(below: 2) == [0, 1])
  }
}
