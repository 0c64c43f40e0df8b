/// Why an optional library cannot be used. The way out is the same in every case: build it.
public struct OptionalLibraryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Sendable, Hashable {
    /// There is no shim beside the program.
    case absent
    /// There is one that does not load or lacks a function; the reason is the system's.
    case unusable(String)
    /// Its interface has another number, which it was built with.
    case otherInterface(Int32)
  }

  /// Which library was asked for.
  public let library: OptionalLibrary
  /// What is wrong with it.
  public let problem: Problem

  /// An error of `library`.
  public init(_ library: OptionalLibrary, _ problem: Problem) {
    self.library = library
    self.problem = problem
  }

  /// A word for scripts, the same in every version.
  public var code: String {
    switch problem {
    case .absent: "library-missing"
    case .unusable, .otherInterface: "library-unusable"
    }
  }

  /// In two or three words, for a list: `not built`.
  public var summary: String {
    switch problem {
    case .absent: "not built"
    case .unusable: "does not load"
    case .otherInterface: "of another pollard"
    }
  }

  /// One sentence without a full stop: which library, what for, expected, found.
  public var message: String {
    let subject = "\(library.title), for \(library.purpose),"
    return switch problem {
    case .absent: "\(subject) is not here: there is no \(library.file) beside the program"
    case .unusable: "\(subject) cannot be used: \(library.file) does not load"
    case .otherInterface(let found):
      "\(subject) cannot be used: \(library.file) is of another pollard, expected interface "
        + "\(library.interface), found \(found)"
    }
  }

  /// What the system says, for a screen alone: it names folders of the machine.
  public var quote: String? {
    if case .unusable(let reason) = problem { reason } else { nil }
  }

  /// The way out.
  public var hint: String { "‘\(library.setup)’ builds it" }

  public var description: String {
    let reason = quote.map { " (\($0))" } ?? ""
    return "\(message)\(reason); \(hint)"
  }
}
