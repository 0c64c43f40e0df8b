import Language
import Sessions
import Workspaces

/// A session's lines as they are written in a folder: relative paths mean there what they meant
/// where they were typed.
struct Relocation {
  /// The lines with the paths as they read in the folder, prose as it was.
  private(set) var elements: [SessionElement] = []
  /// Paths outside the folder that lines read, as they are written; a check needs to be told that
  /// the session is trusted with them.
  private(set) var outside: [String] = []

  private let folder: String
  private var lines: BoundLines
  /// Where the lines so far have written.
  private var written: Set<String> = []

  /// - Parameters:
  ///   - folder: where it really lies.
  ///   - parameters: those of the shell line.
  init(
    _ session: [SessionElement], to folder: String, _ commands: CommandSet,
    parameters: [(name: String, value: String)]
  ) throws(Diagnostic) {
    self.folder = folder
    lines = BoundLines(commands, parameters: parameters)
    for element in session {
      guard case .cell(var cell) = element else {
        elements.append(element)
        continue
      }
      try move(&cell)
      elements.append(.cell(cell))
    }
  }

  private mutating func move(_ cell: inout SessionCell) throws(Diagnostic) {
    guard let line = lines.bind(cell.input) else { return }
    var changes: [(span: Span, typed: String, text: String)] = []
    for (span, typed, isWritten) in Self.paths(line) {
      let text = moved(typed, in: cell.scope, isWritten: isWritten)
      guard text == typed || Printable.of(text) == text else {
        throw Diagnostic(
          "bad-path", "a line of this session reads or writes ‘\(text)’, which no line can name",
          hint: "rename the folder, or save the session beside its files")
      }
      if text != typed { changes.append((span, typed, text)) }
      if !isWritten, isOutside(text) { outside.append(text) }
    }
    for (span, typed, text) in changes.sorted(by: { $0.span.start > $1.span.start }) {
      cell.input =
        Span(0, span.start).text(in: cell.input) + Quoting.quoted(text)
        + Span(span.end, cell.input.utf8.count).text(in: cell.input)
      // What an error says of the file, it will say of its new name.
      for index in cell.outputs.indices where cell.outputs[index].kind == .error {
        cell.outputs[index] = OutputLine(
          .error, cell.outputs[index].text.replacing("‘\(typed)’", with: "‘\(text)’"))
      }
    }
  }

  /// The paths of a line, and whether it writes there.
  private static func paths(_ line: BoundLines.Line) -> [(Span, String, isWritten: Bool)] {
    let arguments = line.arguments
    let signature = arguments.signature
    var found: [(Span, String, isWritten: Bool)] = []
    for parameter in signature.positionals + signature.allOptions
    where parameter.type == .path || parameter.ending != nil {
      for value in arguments.all(parameter.name) {
        guard let span = value.span, case .text(let typed) = value.value else { continue }
        found.append((span, typed, parameter.isWritten))
      }
    }
    for pair in arguments.pairs {
      let effect = Effect.set(.setting(pair.name), to: pair.value)
      guard let meter = Setting.meters.first(where: { $0.key == pair.name }),
        pair.value != meter.defaultText, line.effects.contains(effect)
      else { continue }
      found.append((pair.valueSpan, pair.value, false))
    }
    return found
  }

  private mutating func moved(
    _ typed: String, in scope: FileScope, isWritten: Bool
  ) -> String {
    guard !FilePath.isAbsolute(typed) else { return typed }
    var base = scope.folder
    if let outputs = scope.outputs {
      let place = FilePath.join(outputs, typed)
      if isWritten { written.insert(place) }
      if written.contains(place) { base = outputs }
    }
    guard let base = FilePath.real(base ?? "."), base != folder else { return typed }
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
