#if canImport(Glibc)
  import Glibc
#endif

/// Waits between two looks at what other processes do.
enum Pause {
  /// Fifty looks a second.
  static func short() { usleep(20_000) }

  /// As long as another process may take to say what is wrong.
  static func long() { sleep(2) }
}
