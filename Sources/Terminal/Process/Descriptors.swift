import Glibc

/// The three standard file descriptors.
enum Descriptors {
  /// Fills closed ones, so that no file opened later takes their place. Writing to the filler
  /// fails, which is how a closed standard output is noticed.
  static func reserve() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      let mode = descriptor == 0 ? O_WRONLY : O_RDONLY
      _ = open("/dev/null", mode)
    }
  }
}
