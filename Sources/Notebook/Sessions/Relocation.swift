import Language

/// A session's lines as they are written in a folder: relative paths mean there what they meant where
/// they were typed.
struct Relocation {
  private(set) var elements: [SessionElement] = []
  /// Paths outside the folder that lines read, as they are written; a check needs to be told that the
  /// session is trusted with them.
  private(set) var outside: [String] = []

  private let folder: String
  private var lines: BoundLines

  /// - Parameters:
  ///   - folder: where it really lies.
  ///   - parameters: those of the shell line.
  init(
    _ session: [SessionElement], to folder: String, table: CommandTable,
    parameters: [(name: String, value: String)]
  ) {
    self.folder = folder
    lines = BoundLines(table, parameters: parameters)
    for element in session {
      guard case .cell(var cell) = element else {
        elements.append(element)
        continue
      }
      cell.input = moved(cell)
      cell.folder = folder
      elements.append(.cell(cell))
    }
  }

  private mutating func moved(_ cell: SessionCell) -> String {
    guard let arguments = lines.bind(cell.input) else { return cell.input }
    let signature = arguments.signature
    var changes: [(span: Span, text: String)] = []
    for parameter in signature.positionals + signature.options where parameter.type == .path {
      for value in arguments.all(parameter.name) {
        guard let span = value.span, case .text(let typed) = value.value else { continue }
        let text = moved(typed, from: cell.folder)
        if text != typed { changes.append((span, Quoting.quoted(text))) }
        if !parameter.isWritten, isOutside(text) { outside.append(text) }
      }
    }
    var input = cell.input
    for (span, text) in changes.sorted(by: { $0.span.start > $1.span.start }) {
      input =
        Span(0, span.start).text(in: input) + text
        + Span(span.end, input.utf8.count).text(in: input)
    }
    return input
  }

  /// - Parameter base: where a relative path begins; nil where the program was started.
  private func moved(_ typed: String, from base: String?) -> String {
    guard !FilePath.isAbsolute(typed), let base = FilePath.real(base ?? "."), base != folder else {
      return typed
    }
    let whole = FilePath.join(base, typed)
    // Through a link, `..` leads elsewhere than it reads.
    let place = typed.contains("..") ? FilePath.real(whole) ?? whole : whole
    return FilePath.relative(place, to: folder)
  }

  private func isOutside(_ path: String) -> Bool {
    !FileScope(folder: folder, isTrusted: false).mayRead(
      FileScope(folder: folder, isTrusted: true).path(path))
  }
}
