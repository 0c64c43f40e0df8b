import Language

#if canImport(Glibc)
  import Glibc
#endif

/// A file that could not be read or written: operation, name, reason.
public struct FileError: Error, Hashable, Sendable {
  public enum Operation: String, Sendable {
    case read, write
  }

  public let operation: Operation
  public let path: String
  public let reason: String
  /// True if there is no such file.
  public let isMissing: Bool
  public let hint: String?

  public init(
    _ operation: Operation, _ path: String, _ reason: String, isMissing: Bool = false,
    hint: String? = nil
  ) {
    self.operation = operation
    self.path = path
    self.reason = reason
    self.isMissing = isMissing
    self.hint = hint
  }

  /// The error that the C library just reported.
  init(_ operation: Operation, _ path: String, code: Int32 = errno) {
    self.init(
      operation, path, String(cString: strerror(code)).lowercasedFirst,
      isMissing: operation == .read && (code == ENOENT || code == ENOTDIR))
  }

  var diagnostic: Diagnostic {
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
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
