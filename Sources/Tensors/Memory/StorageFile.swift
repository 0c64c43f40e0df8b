import Glibc

/// A file without a name that holds numbers while they are not in use: gone with the last tensor
/// that reads it, or with the program, however that ends.
final class StorageFile {
  let base: UnsafeMutableRawPointer
  private let length: Int

  /// Maps `length` bytes of the open file; nil where the system refuses.
  init?(_ descriptor: Int32, length: Int) {
    // Private and writable: a stray write would copy its page, never reach the file or trap.
    let found = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0)
    guard let found, found != MAP_FAILED else { return nil }
    base = found
    self.length = length
  }

  deinit { munmap(base, length) }
}

/// A file that numbers could not be moved to, with the C library's reason.
public struct StorageFileError: Error {
  /// `errno` of the call that failed.
  public let code: Int32

  /// An error of the C library.
  public init(code: Int32) { self.code = code }
}

extension Tensor {
  /// What holds the numbers; tensors of one holder share memory.
  public var holder: ObjectIdentifier { ObjectIdentifier(storage) }

  /// Bytes of the holder.
  public var heldBytes: Int { storage.capacity * MemoryLayout<Float>.stride }

  /// Whether the numbers lie in a file and not in memory.
  public var isInFile: Bool { storage.file != nil }

  /// Moves the numbers of `tensors`, and of all that share them, out of memory into an open file
  /// without other contents. They read as before; a write brings them back into memory.
  ///
  /// No other code may use them meanwhile. The file may be closed afterwards.
  ///
  /// - Throws: where the file cannot hold them; they then stay where they are.
  public static func move(
    _ tensors: [Tensor], toFile descriptor: Int32
  ) throws(StorageFileError) {
    var seen: Set<ObjectIdentifier> = []
    let storages = tensors.filter { !$0.isInFile && seen.insert($0.holder).inserted }
      .map { $0.storage }
    guard !storages.isEmpty else { return }
    var length = 0
    for storage in storages {
      let size = storage.capacity * MemoryLayout<Float>.stride
      try put(UnsafeRawPointer(storage.pointer), size, descriptor)
      length += size
    }
    guard let file = StorageFile(descriptor, length: length) else {
      throw StorageFileError(code: errno)
    }
    var offset = 0
    for storage in storages {
      storage.move(to: file, at: offset)
      offset += storage.capacity * MemoryLayout<Float>.stride
    }
  }

  private static func put(
    _ bytes: UnsafeRawPointer, _ count: Int, _ descriptor: Int32
  ) throws(StorageFileError) {
    var done = 0
    while done < count {
      let written = write(descriptor, bytes + done, count - done)
      guard written < 0 else {
        done += written
        continue
      }
      guard errno == EINTR else { throw StorageFileError(code: errno) }
    }
  }
}
