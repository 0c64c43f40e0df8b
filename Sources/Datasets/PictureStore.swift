import Glibc
import Tensors

/// Where decoded pictures are kept, so that they need not be decoded again.
public protocol PictureStore: Sendable {
  /// What is kept under `name`; nil where nothing is, or where it cannot be read.
  func kept(_ name: String) -> MappedFile?

  /// Writes a file, which takes the place of what is kept under `name` when it is whole.
  ///
  /// - Parameter write: puts the bytes of the file, piece by piece.
  /// - Throws: what `write` throws, and where the file cannot be written.
  func keep(
    _ name: String, stop: StopFlag?,
    _ write: (_ put: (_ bytes: [UInt8]) throws(DatasetError) -> Void) throws(DatasetError) -> Void
  ) throws(DatasetError) -> MappedFile
}

/// Keeps nothing: each file is without a name, and gone when its last reader lets go of it, however
/// the program ends.
public struct TemporaryStore: PictureStore {
  private let folder: String?

  /// Files lie in `folder`, which may be missing; nil takes the system's for temporary files.
  public init(folder: String? = nil) { self.folder = folder }

  public func kept(_ name: String) -> MappedFile? { nil }

  public func keep(
    _ name: String, stop: StopFlag?,
    _ write: (_ put: (_ bytes: [UInt8]) throws(DatasetError) -> Void) throws(DatasetError) -> Void
  ) throws(DatasetError) -> MappedFile {
    let descriptor = try descriptor()
    defer { close(descriptor) }
    var count = 0
    try write { bytes throws(DatasetError) in
      var done = 0
      while done < bytes.count {
        try stop.check()
        let written = bytes[done...].withUnsafeBytes {
          Glibc.write(descriptor, $0.baseAddress, min($0.count, PlainFile.piece))
        }
        if written < 0, errno == EINTR { continue }
        guard written >= 0 else { throw failure(errno) }
        done += written
      }
      count += bytes.count
    }
    do {
      return try MappedFile(descriptor, count: count)
    } catch {
      throw DatasetError.unmapped(error, stop)
    }
  }

  private func descriptor() throws(DatasetError) -> Int32 {
    if let folder { mkdir(folder, 0o700) }
    let folders = [folder, DataFolder.variable("TMPDIR"), "/tmp"].compactMap { $0 }
    for folder in folders {
      var name = Array("\(folder)/pictures.XXXXXX".utf8CString)
      let descriptor = mkstemp(&name)
      if descriptor >= 0 {
        unlink(name)
        return descriptor
      }
    }
    throw failure(errno)
  }

  private func failure(_ code: Int32) -> DatasetError { .unkept(String(cString: strerror(code))) }
}

extension DatasetError {
  /// A file could not be mapped: where that is for want of addresses, memory is short.
  public static func unmapped(_ error: StorageFileError, _ stop: StopFlag?) -> DatasetError {
    guard error.code == ENOMEM, let stop else {
      return .unkept(String(cString: strerror(error.code)))
    }
    stop.raiseForMemory()
    return DatasetError(.interrupted)
  }

  /// Decoded pictures could not be put anywhere.
  public static func unkept(_ reason: String) -> DatasetError {
    DatasetError(
      .unwritable(reason.prefix(1).lowercased() + reason.dropFirst()),
      hint: "XDG_CACHE_HOME names a folder where decoded pictures go")
  }
}
