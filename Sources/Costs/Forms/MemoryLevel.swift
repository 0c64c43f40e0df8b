/// A cache between the registers and the on-chip memory of a device.
///
/// What it moves follows from its size and the shapes of a layer (`EnergyModel`); a profile says
/// its size and what a word costs.
public struct MemoryLevel: Hashable, Sendable, Codable {
  /// As the maker calls it: `L1`.
  public let name: String

  /// Joules for one word read from or written to it.
  public let word: SourcedFigure

  /// Bytes of one part.
  public let bytes: SourcedFigure

  /// How many parts of that size there are: one a core.
  public let parts: Int

  /// A cache; on a processor of several cores `parts` says how many share the work.
  public init(_ name: String, word: SourcedFigure, bytes: SourcedFigure, parts: Int = 1) {
    self.name = name
    self.word = word
    self.bytes = bytes
    self.parts = parts
  }

  /// Its constants with their names, for `devices` and validation.
  var constants: [DeviceConstant] {
    [
      DeviceConstant("\(name) word", word, .joules),
      DeviceConstant(parts == 1 ? "\(name) size" : "\(name) size, one of \(parts)", bytes, .bytes),
    ]
  }
}
