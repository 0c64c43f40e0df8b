import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A file without a name, for numbers that memory has no room for. No other program can open it,
/// and it is gone when its last reader closes it, however the program ends.
public enum UnnamedFile {
  /// Runs `body` with a new file in `folder`, which is made for its owner alone if it is missing.
  public static func with(
    in folder: String, _ body: (_ descriptor: Int32) throws(StorageFileError) -> Void
  ) throws(StorageFileError) {
    PrivateFolder.make(folder)
    var name = Array("\(folder)/states.XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw StorageFileError(code: errno) }
    defer { close(descriptor) }
    unlink(name)
    try body(descriptor)
  }
}
