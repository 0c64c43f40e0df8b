import Tensors

/// A file with a PNG or JPEG picture.
enum PictureFile {
  /// Bytes that a file may have.
  private static let limit = 256 << 20
  private static let signatures = (
    png: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] as [UInt8],
    jpeg: [0xFF, 0xD8, 0xFF] as [UInt8]
  )

  /// The picture at `path`, as `scale` makes it: bytes by channel, row and column.
  static func read(
    _ path: String, _ scale: PictureScale, stop: StopFlag?
  ) throws(PictureProblem) -> [UInt8] {
    let picture = try decode(try bytes(path, stop), stop: stop)
    guard stop.holds(scale.need(picture)) else { throw .interrupted }
    return scale.apply(to: picture)
  }

  /// By what the bytes begin with, whatever the file is called.
  static func decode(
    _ bytes: [UInt8], stop: StopFlag? = nil
  ) throws(PictureProblem) -> RasterPicture {
    if bytes.starts(with: signatures.png) { return try PNGPicture.decode(bytes, stop: stop) }
    if bytes.starts(with: signatures.jpeg) { return try JPEGPicture.decode(bytes, stop: stop) }
    throw .damaged(bytes.isEmpty ? "an empty file" : "neither PNG nor JPEG")
  }

  private static func bytes(
    _ path: String, _ stop: StopFlag?
  ) throws(PictureProblem) -> [UInt8] {
    do {
      let file = try PlainFile(path)
      // A long file of zeros is not read to be refused.
      let head = try file.bytes(at: 0, count: min(8, file.count))
      guard head.starts(with: signatures.png) || head.starts(with: signatures.jpeg) else {
        throw PictureProblem.damaged(head.isEmpty ? "an empty file" : "neither PNG nor JPEG")
      }
      guard file.count <= limit else { throw PictureProblem.damaged("a file above 256 MiB") }
      return try file.bytes(at: 0, count: file.count, stop: stop)
    } catch let problem as PictureProblem {
      throw problem
    } catch PlainFile.Problem.interrupted {
      throw .interrupted
    } catch {
      throw .damaged((error as? PlainFile.Problem)?.word ?? "a file that cannot be read")
    }
  }
}

extension PlainFile.Problem {
  fileprivate var word: String {
    switch self {
    case .notPlain(let kind): "\(kind), not a plain file"
    case .system: "a file that cannot be read"
    case .shortened: "a file that became shorter"
    case .interrupted: "interrupted"
    }
  }
}

extension StopFlag? {
  /// Whether work of so many bytes may begin: nobody asked to stop, and memory has room.
  func holds(_ bytes: Int) -> Bool {
    self?.require(Double(bytes))
    return self?.isRaised != true
  }
}
