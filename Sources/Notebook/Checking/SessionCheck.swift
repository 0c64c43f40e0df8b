import Language
import Reports
import Sessions
import Workspaces

/// Replays a session and compares what it prints with what was recorded.
public struct SessionCheck {
  /// A cell that came out otherwise.
  public struct Difference: Hashable, Sendable {
    /// From 1, and the line of the file.
    public let cell: Int
    /// The line of the file on which the cell starts, from 1.
    public let line: Int
    /// What was typed.
    public let input: String
    /// The line that was recorded; nil where there was none.
    public let expected: String?
    /// The line that came out; nil where there is none.
    public let found: String?
    /// How far two numbers are apart, in words; nil where words differ.
    public let distance: String?
    /// The rule that was broken.
    public let rule: String
  }

  /// What the check of a file came to.
  public enum Outcome: Sendable {
    case same
    case different
    /// The data set is not on this machine.
    case missingData(Diagnostic)
    case failed(Diagnostic)
    case interrupted
  }

  /// The file as it was named.
  public let path: String
  /// What the check came to.
  public private(set) var outcome = Outcome.same
  /// In the order of the session.
  public private(set) var differences: [Difference] = []
  /// Cells that ran.
  public private(set) var cells = 0
  /// How many numbers held, by rule.
  public private(set) var held: [String: Int] = [:]
  /// The name of the arithmetic that the session was recorded with.
  public private(set) var recordedArithmetic: String?
  private let requiresExact: Bool

  /// A check of the file at `path`; `exactly` asks for the same text of every number.
  public init(path: String, exactly: Bool) {
    self.path = path
    requiresExact = exactly
  }

  /// True if every number must be the same text.
  public var isExact: Bool {
    requiresExact || (recordedArithmetic ?? Provenance.arithmetic) == Provenance.arithmetic
  }

  /// Runs the check; `make` opens the session.
  public mutating func run(_ make: () throws -> SessionRerun) {
    do {
      let rerun = try make()
      recordedArithmetic = rerun.file.header?.arithmetic
      try rerun.file.requireLines(named: path)
      guard rerun.file.isMarked else {
        throw Diagnostic(
          "not-recorded", "‘\(path)’ is a script: there is no output to compare with",
          hint: "record it first: pollard record \(path)")
      }
      if let obstacle = SessionDevices.obstacle(rerun.file, in: rerun.scope) {
        throw SessionRerun.End.missingData(obstacle)
      }
      for cell in rerun.file.cells {
        cells += 1
        if try !check(cell, rerun) { break }
      }
      if !differences.isEmpty { outcome = .different }
    } catch SessionRerun.End.interrupted {
      outcome = .interrupted
    } catch SessionRerun.End.missingData(let diagnostic) {
      outcome = differences.isEmpty ? .missingData(diagnostic) : .different
    } catch SessionRerun.End.refused(let diagnostic) {
      outcome = .failed(diagnostic)
    } catch {
      outcome = .failed(ErrorTranslation.diagnostic(for: error))
    }
  }

  /// False if the rest of the session has lost its footing.
  private mutating func check(_ cell: SessionCell, _ rerun: SessionRerun) throws -> Bool {
    guard let turn = try rerun.turn(cell) else { return true }
    let found = turn.report.map(RecordingText.comparable) ?? []
    let comparison = LineComparison(
      expected: cell.lines(.reproducible), found: turn.isSuccess || cell.expectsError ? found : [],
      exactly: isExact)
    held.merge(comparison.held, uniquingKeysWith: +)
    guard errorMatches(turn, cell) else { return false }
    for difference in comparison.differences {
      add(
        cell, difference.expected, difference.found, difference.distance, difference.rule)
    }
    return turn.quitCode == nil
  }

  private mutating func errorMatches(_ turn: Turn, _ cell: SessionCell) -> Bool {
    let recorded = cell.lines(.error)
    guard let diagnostic = turn.diagnostic else {
      guard let first = recorded.first else { return true }
      add(cell, first, "no error", nil, "an expected error")
      return true
    }
    let found = DiagnosticRenderer().lines(diagnostic, text: turn.input)
    guard let first = recorded.first else {
      add(cell, "no error", found[0], nil, "no error was recorded")
      return false
    }
    if first.hasSuffix("…") {
      if found[0].hasPrefix(first.dropLast()) { return true }
    } else if first == found[0] {
      return true
    }
    add(cell, first, found[0], nil, "the same error")
    return true
  }

  private mutating func add(
    _ cell: SessionCell, _ expected: String?, _ found: String?, _ distance: String?, _ rule: String
  ) {
    differences.append(
      Difference(
        cell: cells, line: cell.line, input: cell.input, expected: expected, found: found,
        distance: distance, rule: rule))
  }
}

extension SessionCheck {
  /// The lines that `pollard check` prints.
  public var lines: [String] {
    let numbers = NumberFormat.count(held.values.reduce(0, +))
    let counted = "\(cells) \(cells == 1 ? "cell" : "cells")"
    switch outcome {
    case .same:
      if isExact {
        return ["\(path): \(counted), \(numbers) numbers, identical (\(Provenance.arithmetic))"]
      }
      let rules = held.sorted { $0.key < $1.key }.map { "  \($0.value) held as \($0.key)" }
      return [
        "\(path): \(counted), \(numbers) numbers within tolerance "
          + "(recorded on \(recordedArithmetic ?? "?"), here \(Provenance.arithmetic))"
      ] + rules
    case .different:
      let count = differences.count
      return ["\(path): \(count) \(count == 1 ? "difference" : "differences")"]
        + shown
    case .missingData(let diagnostic):
      return ["\(path): not checked, \(diagnostic.message)"]
        + (diagnostic.hint.map { ["  hint: \($0)"] } ?? [])
    case .failed(let diagnostic):
      // The message names the file already.
      return ["error: \(diagnostic.message)"] + (diagnostic.hint.map { ["  hint: \($0)"] } ?? [])
    case .interrupted: return ["\(path): interrupted after \(counted)"]
    }
  }

  /// The first differences of each cell, and how many more it has.
  private var shown: [String] {
    let limit = 3
    var lines: [String] = []
    var place = 0
    for (index, difference) in differences.enumerated() {
      let isFirst = index == 0 || differences[index - 1].cell != difference.cell
      place = isFirst ? 1 : place + 1
      if place <= limit { lines += Self.lines(difference) }
      let isLast = index + 1 == differences.count || differences[index + 1].cell != difference.cell
      if isLast, place > limit { lines.append("  and \(place - limit) more in this cell") }
    }
    return lines
  }

  private static func lines(_ difference: Difference) -> [String] {
    let input = difference.input.replacing("\n", with: " ")
    var lines = [
      "  cell \(difference.cell), line \(difference.line): > \(input)",
      "    expected | \(difference.expected ?? "(nothing)")",
      "    found    | \(difference.found ?? "(nothing)")",
    ]
    if let distance = difference.distance { lines.append("    distance   \(distance)") }
    return lines + ["    rule       \(difference.rule)"]
  }

  /// The same for `--format json`.
  public var values: JSONValue {
    var object: JSONObject = ["file": .string(path), "cells": .integer(cells)]
    switch outcome {
    case .same: object["ok"] = true
    case .missingData(let diagnostic), .failed(let diagnostic):
      object["ok"] = false
      object["error"] = [
        "code": .string("\(diagnostic.code)"), "message": .string(diagnostic.message),
        "hint": JSONValue(diagnostic.hint),
      ]
    case .different, .interrupted: object["ok"] = false
    }
    object["exact"] = .bool(isExact)
    var rules = JSONObject()
    for (rule, count) in held.sorted(by: { $0.key < $1.key }) { rules[rule] = .integer(count) }
    object["held"] = .object(rules)
    object["differences"] = .array(
      differences.map {
        [
          "cell": .integer($0.cell), "line": .integer($0.line), "input": .string($0.input),
          "expected": JSONValue($0.expected), "found": JSONValue($0.found),
          "distance": JSONValue($0.distance), "rule": .string($0.rule),
        ]
      })
    return .object(object)
  }
}
