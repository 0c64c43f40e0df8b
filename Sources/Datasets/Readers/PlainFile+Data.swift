import Glibc
import Tensors

extension PlainFile {
  /// Opens a file of a data set.
  ///
  /// - Throws: `missing` or `unreadable`, each with a way out.
  static func ofData(_ path: String) throws(DatasetError) -> PlainFile {
    do {
      return try PlainFile(path)
    } catch {
      throw error.isMissing
        ? DatasetError(
          .missing("a file"), file: path,
          hint: "a relative path begins where pollard was started, in a session at its folder")
        : DatasetError(.unreadable(reason(error)), file: path, hint: hint(error))
    }
  }

  private static func reason(_ problem: Problem) -> String {
    switch problem {
    case .notPlain(let kind): "\(kind), not a plain file"
    case .system(EACCES): "no permission to read it"
    default: problem.reason
    }
  }

  private static func hint(_ problem: Problem) -> String {
    switch problem {
    case .notPlain: "type the path of a file"
    default: "‘ls -l’ in a shell tells who may read it"
    }
  }
}
