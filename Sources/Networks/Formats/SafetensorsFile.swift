import Tensors

/// A safetensors file that is open to be read: its header is checked, its numbers are read when
/// they are asked for, once and without a copy.
public final class SafetensorsFile {
  /// Checked when the file was opened: tensors lie side by side and fill the file.
  public let header: SafetensorsHeader
  private let source: ByteSource
  private let places: [String: Int]

  /// - Throws: `PlainFile.Problem` where it cannot be read, `Safetensors.FormatError` where it is
  ///   no such file.
  public convenience init(_ path: String, stop: StopFlag? = nil) throws {
    try self.init(PlainFile(path), stop: stop)
  }

  /// Reads an open file.
  ///
  /// - Throws: as `init(_:stop:)` with a path.
  public convenience init(_ file: PlainFile, stop: StopFlag? = nil) throws {
    try self.init(ByteSource(file, stop: stop), stop)
  }

  /// The same of bytes in memory.
  public convenience init(bytes: [UInt8]) throws { try self.init(ByteSource(bytes), nil) }

  private init(_ source: ByteSource, _ stop: StopFlag?) throws {
    self.source = source
    let header = try SafetensorsHeader(fileOf: source.count, stop: stop) { place, count in
      try source.bytes(place..<place + count)
    }
    self.header = header
    places = Dictionary(
      header.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Text by key, under `__metadata__`.
  public var metadata: [String: String] { header.metadata }

  /// What the header says of a tensor.
  public func entry(_ name: String) -> SafetensorsHeader.Entry? {
    places[name].map { header.entries[$0] }
  }

  /// The numbers of a tensor; a double to the nearest single. Nil where there is none of this name
  /// whose numbers are read.
  public func tensor(_ name: String) throws(PlainFile.Problem) -> Tensor? {
    guard let entry = entry(name), let encoding = NumberEncoding(rawValue: entry.type) else {
      return nil
    }
    let begin = header.start + entry.begin
    return try Tensor(entry.shape) { numbers throws(PlainFile.Problem) in
      let first = begin + numbers.lowerBound * encoding.width
      return encoding.singles(
        try source.bytes(first..<first + numbers.count * encoding.width))
    }
  }

  /// All that is read, in memory.
  public func contents() throws(PlainFile.Problem) -> Safetensors {
    var result = Safetensors()
    result.metadata = metadata
    for entry in header.entries { result[entry.name] = try tensor(entry.name) }
    return result
  }
}
