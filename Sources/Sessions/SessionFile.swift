import Language
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A session file, or a plain script.
public struct SessionFile: Hashable, Sendable {
  /// Nil for a file without `#!` lines.
  public var header: SessionHeader?
  /// In the order of the file.
  public var elements: [SessionElement]
  /// False for a plain script, whose lines carry no marks.
  public var isMarked: Bool
  /// A first line for the shell, such as `#!/usr/bin/env pollard`.
  public var shellLine: String?

  /// A session; without a header it is a plain script.
  public init(
    header: SessionHeader?, elements: [SessionElement], isMarked: Bool = true,
    shellLine: String? = nil
  ) {
    self.header = header
    self.elements = elements
    self.isMarked = isMarked
    self.shellLine = shellLine
  }

  /// The lines that were typed, with their answers.
  public var cells: [SessionCell] { elements.compactMap(\.cell) }

  /// Reads the file at `path`.
  ///
  /// - Parameter acceptsPipes: for a file that the shell line names.
  public static func read(
    _ path: String, acceptsPipes: Bool = false, stop: StopFlag? = nil
  ) throws -> SessionFile {
    let text: String
    do {
      text = try TextFile.read(path, acceptsPipes: acceptsPipes, stop: stop)
    } catch {
      guard error.isMissing, access(path + ".pollard", R_OK) == 0 else { throw error }
      throw FileError(
        .read, path, error.reason, isMissing: true, hint: "did you mean ‘\(path).pollard’?")
    }
    return try parse(text, name: path, stop: stop)
  }

  /// Reads the text of a session or script; an error names the line.
  public static func parse(
    _ text: String, name: String, stop: StopFlag? = nil
  ) throws(Diagnostic) -> SessionFile {
    var parser = SessionParser(text, name: name, stop: stop)
    return try parser.parse()
  }

  /// Refuses a file of comments that no mark makes a session: it is something else.
  public func requireLines(named path: String) throws(Diagnostic) {
    guard !isMarked, cells.isEmpty else { return }
    throw Diagnostic(
      .badFile, "‘\(path)’ has no line to run, only comments",
      hint: "a script has a command a line; a session begins with ‘\(SessionHeader.opening) 1’")
  }

  /// The text as it is written, with a line break at its end.
  public var text: String {
    var lines: [String] = []
    if let shellLine { lines.append(shellLine) }
    if isMarked, let header {
      lines += header.lines
      // A blank keeps prose that looks like a header out of the header.
      if case .prose(let text)? = elements.first, text.hasPrefix("#!") { lines.append("") }
    }
    for element in elements {
      switch element {
      case .prose(let text): lines.append(text)
      case .blank: lines.append("")
      case .cell(let cell): lines += Self.lines(cell, isMarked)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ cell: SessionCell, _ isMarked: Bool) -> [String] {
    let input = cell.input.split(separator: "\n", omittingEmptySubsequences: false)
    guard isMarked else { return input.map(String.init) }
    return input.map { "> \($0)" }
      + cell.outputs.map {
        $0.text.isEmpty ? "\($0.kind.rawValue)" : "\($0.kind.rawValue) \($0.text)"
      }
  }

  /// A checksum of what was typed, the seed and the parameters: weights that were saved beside a
  /// session belong to it only if theirs is the same.
  public var checksum: String {
    let start = ["\(header?.seed ?? 1)", header?["parameters"] ?? ""]
    return Fingerprint(start + cells.map(\.input)).text
  }
}
