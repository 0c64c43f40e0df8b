import Testing

@testable import Language

/// What is meant by text that is no value of a type.
@Suite struct MeaningTests {
  private static let meanings: [(ValueType, String, String?)] = [
    (ValueType.integer, "1,000", "1000"), (.integer, "1_000", "1000"), (.integer, "3.0", "3"),
    (.integer, "1e3", "1000"), (.integer(1...10), "1e3", nil), (.integer, "x", nil),
    (.real, "15W", "15"), (.real, "0,1", "0.1"), (.real, "1.234,5", "1234.5"), (.real, "", nil),
    (.percent, "50", "50%"), (.percent, "0.5", "50%"), (.percent, "0,5", "50%"),
    (.percent, "101", nil), (.shape, "28x28", "1x28x28"), (.shape, "(1, 28, 28)", "1x28x28"),
    (.shape, "224x224x3", "3x224x224"), (.shape, "1x3x32x32", "3x32x32"), (.shape, "large", nil),
    (.duration, "5m", "5min"), (.duration, "90", "90s"), (.duration, "1hour", "1h"),
    (.energy, "5kj", "5kJ"), (.energy, "500", "500J"), (.size, "2gb", "2GB"),
    (.size, "512", "512MB"), (.size, "2GiB", "2GB"), (.range, "3..5", "3-5"), (.range, "-5", nil),
    (.toggle, "true", "on"), (.toggle, "No", "off"), (.toggle, "maybe", nil),
    (.pattern, "conv1[3]", "conv1"),
  ]

  @Test(arguments: meanings)
  func meaning(_ type: ValueType, _ text: String, _ expected: String?) {
    #expect(type.meaning(of: text) == expected)
  }

  @Test(arguments: [
    ("51.2", [51.2]), ("51,2", [51.2]), ("1,234", [1234, 1.234]), ("1.234", [1.234, 1234]),
    ("0,512", [0.512]), ("1,234.5", [1234.5]), ("1.234,5", [1234.5]), ("-3,5", [-3.5]),
    ("1,2,3", []), ("1,,2", []), ("", []), ("12,345,678", [12_345_678]), ("1e3", [1000]),
  ])
  func readings(_ text: String, _ expected: [Double]) {
    #expect(DecimalComma.readings(text) == expected)
  }
}
