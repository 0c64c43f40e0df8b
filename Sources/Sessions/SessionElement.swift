import Plots

/// A part of a session file.
public enum SessionElement: Hashable, Sendable {
  /// A `#` line, kept as typed.
  case prose(String)
  case blank
  case cell(SessionCell)

  public var cell: SessionCell? {
    if case .cell(let cell) = self { cell } else { nil }
  }

  /// A cell of `scope`, unless it has one of its own.
  public func placed(in scope: FileScope) -> SessionElement {
    guard case .cell(var cell) = self, cell.scope == .user else { return self }
    cell.scope = scope
    return .cell(cell)
  }
}

/// A typed line and what was recorded under it.
public struct SessionCell: Hashable, Sendable {
  /// Without marks; may hold line breaks after `\`.
  public var input: String
  public var outputs: [OutputLine]
  /// The line of the file on which it starts, from 1; 0 if it comes from no file.
  public var line: Int
  /// Where its relative paths begin, and what it may touch. Files keep it by where they lie.
  public var scope = FileScope.user
  /// The diagrams among the outputs, in their order. Files keep only their lines.
  public var drawings: [Drawing] = []

  /// A diagram, and which of the outputs show it.
  public struct Drawing: Hashable, Sendable {
    public let chart: Chart
    public let lines: Range<Int>
  }

  public init(input: String, outputs: [OutputLine] = [], line: Int = 0) {
    self.input = input
    self.outputs = outputs
    self.line = line
  }

  /// True if an error was recorded, so that the cell may fail without stopping the run.
  public var expectsError: Bool { outputs.contains { $0.kind == .error } }

  public func lines(_ kind: OutputLine.Kind) -> [String] {
    outputs.filter { $0.kind == kind }.map(\.text)
  }
}

/// A line of output with its mark.
public struct OutputLine: Hashable, Sendable {
  public enum Kind: Character, Sendable {
    case reproducible = "|"
    case volatile = "~"
    case error = "!"
  }

  public let kind: Kind
  public let text: String

  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}
