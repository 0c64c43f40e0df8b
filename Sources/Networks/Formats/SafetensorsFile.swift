import Tensors

/// A safetensors file that is open to be read: its header is checked, its numbers are read when they
/// are asked for, once and without a copy.
public final class SafetensorsFile {
  private enum Source {
    case plain(PlainFile)
    case memory([UInt8])
  }

  /// Checked when the file was opened: tensors lie side by side and fill the file.
  public let header: SafetensorsHeader
  private let source: Source
  private let stop: StopFlag?
  private let places: [String: Int]

  /// - Throws: `PlainFile.Problem` where it cannot be read, `Safetensors.FormatError` where it is no
  ///   such file.
  public convenience init(_ path: String, stop: StopFlag? = nil) throws {
    try self.init(PlainFile(path), stop: stop)
  }

  /// Reads an open file.
  ///
  /// - Throws: as `init(_:stop:)` with a path.
  public convenience init(_ file: PlainFile, stop: StopFlag? = nil) throws {
    try self.init(.plain(file), stop)
  }

  /// The same of bytes in memory.
  public convenience init(bytes: [UInt8]) throws { try self.init(.memory(bytes), nil) }

  private init(_ source: Source, _ stop: StopFlag?) throws {
    self.source = source
    self.stop = stop
    let count =
      switch source {
      case .plain(let file): file.count
      case .memory(let bytes): bytes.count
      }
    let header = try SafetensorsHeader(fileOf: count, stop: stop) { place, count in
      try Self.bytes(source, place, count, stop)
    }
    self.header = header
    places = Dictionary(
      header.entries.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func bytes(
    _ source: Source, _ place: Int, _ count: Int, _ stop: StopFlag?
  ) throws(PlainFile.Problem) -> [UInt8] {
    switch source {
    case .plain(let file): return try file.bytes(at: place, count: count, stop: stop)
    case .memory(let bytes):
      guard place + count <= bytes.count else { throw .shortened }
      return Array(bytes[place..<place + count])
    }
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
      let bytes = try Self.bytes(
        source, begin + numbers.lowerBound * encoding.width, numbers.count * encoding.width, stop)
      return encoding.singles(bytes)
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
