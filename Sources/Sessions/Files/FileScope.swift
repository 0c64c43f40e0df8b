import Language

/// Where the relative paths of the lines that run begin, and which files these lines may touch.
///
/// A received file is data: the lines of a session read and write within its folder, nothing hidden
/// and nothing that this program did not write, unless its reader trusts it. What is typed, and a
/// plain script, is as free as its owner.
public struct FileScope: Hashable, Sendable, Codable {
  /// The session's folder, where it really lies; nil for lines that begin where the program was
  /// started.
  public let folder: String?
  /// Where relative paths of files that are written begin, where it really lies, as the runs of a
  /// sweep have it; nil: in `folder`. What is read is looked for there first.
  public let outputs: String?
  /// Whether any file may be touched.
  public let isTrusted: Bool
  /// Whether the lines are the user's own, typed or from a script: no session's.
  public let isTyped: Bool
  private let trust: Trust

  /// Of what is typed.
  public static let user = FileScope(folder: nil, isTrusted: true, isTyped: true)

  /// A scope of one folder; nil is the current one.
  public init(
    folder: String?, outputs: String? = nil, isTrusted: Bool, isTyped: Bool = false,
    trust: Trust = .onShellLine
  ) {
    self.folder = folder
    self.outputs = outputs
    self.isTrusted = isTrusted
    self.isTyped = isTyped
    self.trust = trust
  }

  /// Where a reader says that a session is trusted.
  public enum Trust: String, Codable, Sendable {
    case onShellLine, asOption
  }

  /// How the reader lifts what keeps a line from its file.
  public var wayOut: String {
    switch trust {
    case .onShellLine: "‘--trust’ on the shell line allows it"
    case .asOption: "trust=on allows it"
    }
  }

  /// The same with a folder where it had none: for lines that are run again elsewhere.
  public func placed(in folder: String) -> FileScope {
    FileScope(
      folder: self.folder ?? folder, outputs: outputs, isTrusted: isTrusted, isTyped: isTyped,
      trust: trust)
  }

  /// The path that was typed for a file that is read, as it can be opened.
  public func path(_ typed: String) -> String {
    let path = FilePath.expanded(typed)
    guard !FilePath.isAbsolute(path) else { return path }
    if let outputs, FilePath.isThere(FilePath.join(outputs, path)) {
      return FilePath.join(outputs, path)
    }
    return folder.map { FilePath.join($0, path) } ?? path
  }

  /// The path that was typed for a file that is written, as it can be opened.
  public func outputPath(_ typed: String) -> String {
    let path = FilePath.expanded(typed)
    guard let folder = outputs ?? folder, !FilePath.isAbsolute(path) else { return path }
    return FilePath.join(folder, path)
  }

  /// Whether a line of the scope may read `path`.
  public func mayRead(_ path: String) -> Bool {
    isTrusted || parts(to: path, in: folder ?? ".") != nil
      || outputs.map { parts(to: path, in: $0) != nil } ?? false
  }

  /// Why a path is not written to; nil where it may be.
  public func obstacle(toWriting path: String) -> String? {
    guard !isTrusted else { return nil }
    guard let parts = parts(to: path, in: outputs ?? folder ?? ".") else {
      return "lies outside the folder of this session"
    }
    return parts.contains { $0.hasPrefix(".") } ? "has a hidden name" : nil
  }

  private func parts(to path: String, in folder: String) -> [Substring]? {
    guard let folder = FilePath.real(folder), let place = FilePath.real(path) else { return nil }
    return FilePath.parts(from: folder, to: place)
  }

  /// The error of a path that may not be read.
  public func refusal(_ typed: String, at span: Span?) -> Diagnostic {
    Diagnostic(
      .needsTrust, "‘\(typed)’ lies outside the folder of this session, which is not trusted",
      at: span, hint: "\(wayOut), if you have read the session's lines")
  }

  /// An error with paths in the session's folder as its line has them: what is recorded holds
  /// wherever the folder lies.
  public func told(_ error: Diagnostic, of line: String) -> Diagnostic {
    guard let folder, folder != "/", !isTyped, !line.contains(folder) else { return error }
    func told(_ text: String) -> String {
      let text = outputs.map { text.replacing($0 + "/", with: "") } ?? text
      return text.replacing(folder + "/", with: "")
    }
    return Diagnostic(
      error.code, told(error.message), at: error.span, quote: error.quote.map(told),
      hint: error.hint.map(told))
  }
}

extension BoundArguments {
  /// The file or folder that is named to be read, as it can be opened.
  ///
  /// - Throws: where a session names one outside its folder.
  public func readPath(_ parameter: String, _ scope: FileScope) throws(Diagnostic) -> String? {
    guard let typed = text(parameter) else { return nil }
    let path = scope.path(typed)
    guard scope.mayRead(path) else {
      throw scope.refusal(typed, at: span(parameter))
    }
    return path
  }
}
