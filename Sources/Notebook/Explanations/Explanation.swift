import Language
import Reports

/// How the numbers of an answer came to be: formulas, with this network's values put in.
public struct Explanation {
  /// A formula and the lines in which its letters are numbers.
  public struct Formula {
    /// What it gives, in words.
    public var name: String
    /// With letters and words for its numbers.
    public var formula: String
    /// In the order in which they were put.
    public fileprivate(set) var lines: [Line] = []
    /// What the lines give, by the path of the number in the answer's values: `macs`, or `layers`,
    /// a row's name, `macs`.
    public fileprivate(set) var values: [(path: [String], value: Double)] = []
  }

  /// The formula with numbers put in.
  public struct Line: Hashable {
    /// As it is printed, its result included.
    public var text: String
    /// Whether a replay has to come to the same.
    public var kind: Kind
  }

  /// How a line is compared with that of a later run.
  public enum Kind: Hashable {
    /// Follows from the typed lines and the data.
    case derived
    /// A result of training; on another arithmetic the line is not compared.
    case trained
    /// Measured: never compared.
    case measured
  }

  /// In the order in which they are printed.
  public private(set) var formulas: [Formula] = []
  /// Sentences after the formulas.
  public private(set) var notes: [String] = []
  /// Papers and pages that the formulas come from.
  public private(set) var sources: [String] = []
  /// The kind of lines that name none.
  public var kind: Kind
  /// Whether all of it, notes included, depends on what was measured.
  public var isVolatile = false

  /// An explanation whose lines are of `kind` unless they say another.
  public init(_ kind: Kind = .derived) { self.kind = kind }

  /// Begins a formula; what `put` gives stands under it.
  public mutating func formula(_ name: String, _ formula: String) {
    formulas.append(Formula(name: name, formula: formula))
  }

  /// A line of the last formula: `3 × 4 = 12`.
  ///
  /// - Parameters:
  ///   - value: what it gives, unrounded.
  ///   - path: where the answer has it.
  public mutating func put(
    _ text: String, _ value: Double? = nil, at path: [String] = [], kind: Kind? = nil
  ) {
    guard !formulas.isEmpty else { return }
    let last = formulas.count - 1
    formulas[last].lines.append(Line(text: text, kind: kind ?? self.kind))
    if let value, !path.isEmpty { formulas[last].values.append((path, value)) }
  }

  /// A sentence after the formulas.
  public mutating func note(_ text: String) { notes.append(text) }

  /// A paper, a document, a convention.
  public mutating func source(_ text: String) {
    if !sources.contains(text) { sources.append(text) }
  }

  /// - Parameter line: the line that was answered.
  /// - Parameter outOfDate: why the answer holds no longer; nil if it does.
  public func report(of line: String, outOfDate: String?) -> Report {
    var report = Report()
    report.preferredWidth = 80
    if let outOfDate {
      report.say("‘\(line)’ is out of date: \(outOfDate)")
      report.say("")
    }
    for formula in formulas {
      report.say("\(formula.name) = \(formula.formula)")
      for line in formula.lines {
        report.say(Self.phrase(line, indent: "  "), volatile: line.kind == .measured)
      }
    }
    for note in notes { report.say("\(note)") }
    if !sources.isEmpty { report.say("source: \(sources.joined(separator: "; "))") }
    report["explains"] = .string(line)
    report["out_of_date"] = JSONValue(outOfDate)
    report["formulas"] = .array(formulas.map(Self.value))
    report["notes"] = .array(notes.map { .string($0) })
    report["sources"] = .array(sources.map { .string($0) })
    return isVolatile ? report.volatile() : report
  }

  private static func phrase(_ line: Line, indent: String) -> Phrase {
    // A gate's figure keeps the whole line from being compared.
    let text = "\(indent)\(line.text)"
    return line.kind == .trained ? Phrase([.figure(.gates("")), .plain(text)]) : Phrase(text)
  }

  private static func value(_ formula: Formula) -> JSONValue {
    var values = JSONObject()
    for (path, value) in formula.values { values[path.joined(separator: ".")] = .real(value) }
    return [
      "name": .string(formula.name), "formula": .string(formula.formula),
      "lines": .array(formula.lines.map { .string($0.text) }), "values": .object(values),
    ]
  }
}
