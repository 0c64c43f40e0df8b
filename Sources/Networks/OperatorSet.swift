/// A version of ONNX's own operators, and the version of the file format that came with it.
///
/// Source: the table of releases in ONNX's Versioning.md.
public struct OperatorSet: Sendable, Equatable {
  /// From 7, with which sums began to stretch smaller inputs, to 21.
  public static let range = 7...21
  /// Set 13, of ONNX 1.8 (2020): every later reader takes it, and no operator here computes
  /// anything else in a later one.
  public static let standard = OperatorSet(13)!

  /// Its number.
  public let number: Int

  /// Nil for a number out of `range`.
  public init?(_ number: Int) {
    guard Self.range.contains(number) else { return nil }
    self.number = number
  }

  /// `ir_version` of the first release that had the set.
  public var formatVersion: Int {
    switch number {
    case ...8: 3
    case 9: 4
    case 10: 5
    case 11: 6
    case ...14: 7
    case ...18: 8
    case ...20: 9
    default: 10
    }
  }

  /// Whether weights are inputs of the graph too, as before format version 4.
  var listsWeightsAsInputs: Bool { formatVersion < 4 }
}
