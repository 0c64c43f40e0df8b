import Tensors

/// The text of a CSV file, piece by piece.
final class CSVText {
  private let file: ByteFile
  /// What was read and not given yet.
  private var held: [UInt8] = []
  /// Bytes on disk.
  let size: Int

  init(_ file: ByteFile) {
    self.file = file
    size = file.size
  }

  /// Whether it is packed; known once some of it was read.
  var isPacked: Bool { file.isPacked }

  /// The next piece; nil after the last. No piece ends between the two bytes of a line break.
  func next(_ stop: StopFlag?) throws(DatasetError) -> [UInt8] {
    var piece = held
    held = []
    let more = try file.read(atMost: ByteFile.piece, stop)
    piece += more
    if piece.last == 0x0D, !more.isEmpty { held = [piece.removeLast()] }
    return piece.isEmpty && !held.isEmpty ? try next(stop) : piece
  }
}
