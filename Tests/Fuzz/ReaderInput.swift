import Glibc

/// The bytes of a run as a file, for readers that take a path.
enum ReaderInput {
  private static let path: String = {
    let folder = getenv("FUZZ_FOLDER").map { String(cString: $0) } ?? "/tmp"
    return "\(folder)/input-\(getpid())"
  }()

  static func file(_ data: UnsafePointer<UInt8>, _ size: Int) -> String {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0 && write(descriptor, data, size) == size)
    close(descriptor)
    return path
  }
}
