#if canImport(Glibc)
  import Glibc
#endif

/// Writes files whole or not at all: into a temporary file beside the target, which then takes its
/// name.
public enum AtomicFile {
  @discardableResult
  public static func write(_ text: String, to path: String) throws(FileError) -> FileStamp? {
    try write(Array(text.utf8), to: path)
  }

  /// - Parameter mode: the permissions of a new file; an existing one keeps its own.
  /// - Returns: what tells the file from what others make of it; nil for a device or a pipe.
  @discardableResult
  public static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t = 0o666
  ) throws(FileError) -> FileStamp? {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw FileError(.write, path, "this is no file name")
    }
    var status = stat()
    var mode = mode
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT != S_IFREG {
        try writeThrough(bytes, path)
        return nil
      }
      mode = status.st_mode & 0o777
    }
    let target = resolved(path)
    let temporary = "\(target).\(getpid()).part"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError(.write, path) }
    do throws(FileError) {
      try put(bytes, descriptor, path)
      guard fsync(descriptor) == 0 else { throw FileError(.write, path) }
    } catch {
      close(descriptor)
      unlink(temporary)
      throw error
    }
    // Taken before it has its name, which another program may give to its own.
    let stamp = FileStamp(descriptor: descriptor)
    close(descriptor)
    guard rename(temporary, target) == 0 else {
      let error = FileError(.write, path)
      unlink(temporary)
      throw error
    }
    return stamp
  }

  /// Whether writing to `path` would take the place of something: a file that is there and not
  /// empty.
  static func replaces(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0
      && status.st_mode & S_IFMT == S_IFREG && status.st_size > 0
  }

  /// Devices and pipes, such as /dev/stdout, cannot be replaced.
  private static func writeThrough(_ bytes: [UInt8], _ path: String) throws(FileError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(.write, path) }
    defer { close(descriptor) }
    try put(bytes, descriptor, path)
  }

  static func put(
    _ bytes: [UInt8], _ descriptor: Int32, _ path: String
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(.write, path)
      }
      done += count
    }
  }

  /// The file that `path` means, through links, so that a link stays a link.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
}
