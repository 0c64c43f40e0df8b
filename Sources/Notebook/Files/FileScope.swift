import Language

/// Where the relative paths of the lines that run begin, and which files these lines may touch.
///
/// A received file is data: the lines of a session read and write within its folder, nothing hidden
/// and nothing that this program did not write, unless its reader trusts it. What is typed, and a
/// plain script, is as free as its owner.
public struct FileScope: Hashable, Sendable {
  /// The session's folder, where it really lies; nil for lines that begin where the program was
  /// started.
  let folder: String?
  let isTrusted: Bool
  /// How the reader lifts what keeps a line from its file.
  let wayOut: String

  /// Of what is typed.
  public static let user = FileScope(folder: nil, isTrusted: true)

  init(folder: String?, isTrusted: Bool, wayOut: WayOut = .shellLine) {
    self.folder = folder
    self.isTrusted = isTrusted
    self.wayOut = wayOut.rawValue
  }

  /// Where a reader says that a session is trusted.
  enum WayOut: String {
    case shellLine = "‘--trust’ on the shell line allows it"
    case option = "trust=on allows it"
  }

  /// The scope of the lines of `file`, which a line of this scope runs.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - trusting: whether its reader trusts it. A session that is not trusted cannot say so of
  ///     another.
  func entering(
    _ file: SessionFile, at path: String, trusting: Bool, _ wayOut: WayOut
  ) -> FileScope {
    guard file.isMarked else { return self }
    return FileScope(
      folder: FilePath.real(FilePath.folder(of: path)) ?? FilePath.folder(of: path),
      isTrusted: isTrusted && (trusting || folder != nil), wayOut: wayOut)
  }

  /// Whether lines are the user's own, typed or from a script: no session's.
  var isUsers: Bool { folder == nil && isTrusted }

  /// The path that was typed, as it can be opened.
  func path(_ typed: String) -> String {
    let path = FilePath.expanded(typed)
    guard let folder, !FilePath.isAbsolute(path) else { return path }
    return FilePath.join(folder, path)
  }

  func mayRead(_ path: String) -> Bool { isTrusted || parts(to: path) != nil }

  /// Why a path is not written to; nil where it may be.
  func obstacle(toWriting path: String) -> String? {
    guard !isTrusted else { return nil }
    guard let parts = parts(to: path) else { return "lies outside the folder of this session" }
    return parts.contains { $0.hasPrefix(".") } ? "has a hidden name" : nil
  }

  private func parts(to path: String) -> [Substring]? {
    guard let folder = FilePath.real(folder ?? "."), let place = FilePath.real(path) else {
      return nil
    }
    return FilePath.parts(from: folder, to: place)
  }

  /// The error of a path that may not be read.
  func refusal(_ typed: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .needsTrust, "‘\(typed)’ lies outside the folder of this session, which is not trusted",
      at: span, hint: "\(wayOut), if you have read the session's lines")
  }
}

extension BoundArguments {
  /// The file or folder that is named to be read, as it can be opened.
  ///
  /// - Throws: where a session names one outside its folder.
  func readPath(_ parameter: String, _ scope: FileScope) throws(Diagnostic) -> String? {
    guard let typed = text(parameter) else { return nil }
    let path = scope.path(typed)
    guard scope.mayRead(path) else {
      throw scope.refusal(typed, at: span(parameter))
    }
    return path
  }
}
