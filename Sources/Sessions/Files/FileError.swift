import Language
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A file that could not be read or written: operation, name, reason.
public struct FileError: Error, Hashable, Sendable {
  /// What was tried.
  public enum Operation: String, Sendable {
    case read, write
  }

  /// What was tried.
  public let operation: Operation
  /// As it was typed.
  public let path: String
  /// Why it did not work, without a full stop.
  public let reason: String
  /// True if there is no such file.
  public let isMissing: Bool
  /// True if Ctrl-C ended the work on it.
  public let isInterruption: Bool
  /// A way out.
  public let hint: String?

  /// An error about one file.
  public init(
    _ operation: Operation, _ path: String, _ reason: String, isMissing: Bool = false,
    isInterruption: Bool = false, hint: String? = nil
  ) {
    self.operation = operation
    self.path = path
    self.reason = reason
    self.isMissing = isMissing
    self.isInterruption = isInterruption
    self.hint = hint
  }

  /// The error that the C library just reported.
  public init(_ operation: Operation, _ path: String, code: Int32 = errno) {
    self.init(
      operation, path,
      operation == .write && code == ENOENT
        ? "there is no folder ‘\(FilePath.folder(of: path))’"
        : String(cString: strerror(code)).lowercasedFirst,
      isMissing: operation == .read && (code == ENOENT || code == ENOTDIR))
  }

  /// What kept a plain file from being read.
  public init(_ path: String, _ problem: PlainFile.Problem) {
    self.init(
      .read, path, problem.reason, isMissing: problem.isMissing,
      isInterruption: problem == .interrupted)
  }

  static func interrupted(_ operation: Operation, _ path: String) -> FileError {
    FileError(operation, path, "interrupted", isInterruption: true)
  }

  /// The error as a line of a report, with its code.
  public var diagnostic: Diagnostic {
    if isInterruption { return Diagnostic(.interrupted, "interrupted; nothing was changed") }
    if isMissing {
      return Diagnostic(.noFile, "there is no file named ‘\(path)’", hint: hint)
    }
    let code: Diagnostic.Code = operation == .read ? .badFile : .cannotWrite
    return Diagnostic(code, "cannot \(operation.rawValue) ‘\(path)’: \(reason)", hint: hint)
  }
}

extension FileError: CustomStringConvertible {
  public var description: String { diagnostic.message }
}

extension String {
  /// The text with its first letter in lower case, to stand inside a sentence.
  public var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
