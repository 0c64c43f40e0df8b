#if canImport(Glibc)
  import Glibc
#endif

/// Folders for their owner alone.
public enum PrivateFolder {
  /// Makes the folder and those above it, as far as they are missing.
  public static func make(_ path: String) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      mkdir(made, 0o700)
    }
  }
}
