import Tensors

/// What a safetensors file says of itself before its numbers: texts by key, and name, type, shape
/// and place of each tensor.
public struct SafetensorsHeader: Sendable {
  /// A tensor's place among the numbers, in bytes.
  public struct Entry: Sendable, Hashable {
    /// As the file spells it; each name stands once.
    public let name: String
    /// Its encoding by the names of safetensors, such as `F32`.
    public let type: String
    /// Sizes, outermost first; empty for a single number.
    public let shape: [Int]
    /// Its first byte, counted from where the numbers begin.
    public let begin: Int
    /// The byte after its last one.
    public let end: Int

    /// Whether its numbers are read as weights; whole numbers, masks and counters are not.
    public var isRead: Bool { NumberEncoding(rawValue: type) != nil }
  }

  /// Text by key, under `__metadata__`.
  public let metadata: [String: String]
  /// In the order of the file.
  public let entries: [Entry]
  /// Where the numbers begin.
  let start: Int

  /// The header may take at most this much, as in the reference reader.
  private static let limit = 100_000_000

  /// Reads and checks the header of a file of `count` bytes: its tensors lie side by side, and fill
  /// the file.
  ///
  /// - Parameter bytes: gives so many from a place on.
  /// - Throws: `Safetensors.FormatError`, and what `bytes` throws.
  init(
    fileOf count: Int, stop: StopFlag?, _ bytes: (_ place: Int, _ count: Int) throws -> [UInt8]
  ) throws {
    guard count >= 8 else { throw Safetensors.FormatError("shorter than its length field") }
    var length: UInt64 = 0
    for (index, byte) in try bytes(0, 8).enumerated() {
      length |= UInt64(byte) << (8 * UInt64(index))
    }
    guard length <= UInt64(Self.limit), Int(length) <= count - 8 else {
      throw Safetensors.FormatError("the header does not fit into the file")
    }
    start = 8 + Int(length)
    let reader = try HeaderReader(try bytes(8, Int(length)), stop: stop)
    metadata = reader.metadata
    entries = reader.entries.sorted { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    var expected = 0
    for entry in entries {
      try Self.check(entry, count - start)
      guard entry.begin == expected else {
        throw Safetensors.FormatError("tensors overlap or leave a hole at byte \(expected)")
      }
      expected = entry.end
    }
    guard expected == count - start else {
      throw Safetensors.FormatError(
        "\(count - start) bytes of numbers, the header speaks of \(expected)")
    }
  }

  private static func check(_ entry: Entry, _ available: Int) throws(Safetensors.FormatError) {
    func refusal(_ what: String) -> Safetensors.FormatError {
      Safetensors.FormatError("a tensor \(what)", "‘\(entry.name)’, \(entry.type)")
    }
    guard
      let width = NumberEncoding(rawValue: entry.type)?.width ?? NumberEncoding.others[entry.type]
    else { throw refusal("has a type that is not read") }
    guard entry.end >= entry.begin, entry.end <= available else {
      throw refusal("lies outside the file")
    }
    var count = 1
    for size in entry.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= available else { throw refusal("has an impossible shape") }
      count = product
    }
    guard entry.end - entry.begin == count * width else {
      throw refusal("has \(entry.end - entry.begin) bytes for \(count) numbers")
    }
  }
}
