import Plots

/// A part of a session file.
public enum SessionElement: Hashable, Sendable {
  /// A `#` line, kept as typed.
  case prose(String)
  case blank
  case cell(SessionCell)

  /// The cell, if it is one.
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
  /// What was recorded below the line.
  public var outputs: [OutputLine]
  /// The line of the file on which it starts, from 1; 0 if it comes from no file.
  public var line: Int
  /// Where its relative paths begin, and what it may touch. Files keep it by where they lie.
  public var scope = FileScope.user
  /// The diagrams among the outputs, in their order. Files keep only their lines.
  public var drawings: [Drawing] = []

  /// A diagram, and which of the outputs show it.
  public struct Drawing: Hashable, Sendable {
    /// As the answer gave it.
    public let chart: Chart
    /// The output lines that draw it.
    public let lines: Range<Int>
  }

  /// A cell that was typed, with what was recorded of it.
  public init(input: String, outputs: [OutputLine] = [], line: Int = 0) {
    self.input = input
    self.outputs = outputs
    self.line = line
  }

  /// True if an error was recorded, so that the cell may fail without stopping the run.
  public var expectsError: Bool { outputs.contains { $0.kind == .error } }

  /// The texts of the output lines of one kind.
  public func lines(_ kind: OutputLine.Kind) -> [String] {
    outputs.filter { $0.kind == kind }.map(\.text)
  }
}

/// A line of output with its mark.
public struct OutputLine: Hashable, Sendable {
  /// What an output line is, by its mark.
  public enum Kind: Character, Sendable {
    case reproducible = "|"
    case volatile = "~"
    case error = "!"
  }

  /// What the line is.
  public let kind: Kind
  /// Without its mark.
  public let text: String

  /// A line of that kind.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}
