import Language
import Sessions
import Tensors

/// The script or session that each point of a sweep runs with its own parameters.
public struct SweepScript: Sendable {
  /// As it was typed.
  public let path: String
  /// Its lines.
  public let file: SessionFile
  /// Parameters that a line names as `$NAME`.
  public let used: Set<String>
  /// Parameters that the header or a `param` line gives a value.
  public let given: Set<String>
  /// Whether a line runs lines of another file, which may use any parameter.
  public let runsOthers: Bool

  /// Reads the file.
  public init(_ path: String, stop: StopFlag? = nil) throws {
    try self.init(path, SessionFile.read(path, stop: stop))
  }

  /// The same of a file that was read.
  public init(_ path: String, _ file: SessionFile) throws(Diagnostic) {
    try file.requireLines(named: path)
    self.path = path
    self.file = file
    var names = Set<String>()
    var given = Set(file.header?.parameters.map(\.name) ?? [])
    var runsOthers = false
    for cell in file.cells {
      var found = Set<String>()
      let words = try? Lexer.words(cell.input) { name in
        found.insert(name)
        return "1"
      }
      names.formUnion(found)
      guard let verb = words?.first?.text else { continue }
      if verb == "param" { given.formUnion(words?.dropFirst().compactMap(\.key) ?? []) }
      if ["open", "replay"].contains(verb) { runsOthers = true }
    }
    used = names
    self.given = given
    self.runsOthers = runsOthers
  }

  /// Names that a sweep gives without a use in the script.
  private static let own: Set<String> = [RunsTable.seed]

  /// Refuses parameters that the script never uses, or that it uses and nothing gives a value, and
  /// those that are named as a column of the table is.
  ///
  /// - Parameter names: those of the sweep.
  public func require(_ names: [String]) throws(SweepError) {
    for name in names {
      guard !RunsTable.scores.contains(name), !RunsTable.facts.contains(name) else {
        throw SweepError(
          "‘\(name)’ is a column of runs.csv, so no parameter can have that name",
          hint: "give the parameter another name in the file")
      }
      guard used.contains(name) || Self.own.contains(name) || runsOthers else {
        let near = Suggestions.nearest(to: name, among: used.sorted())
        throw SweepError(
          "‘\(path)’ never uses ‘$\(name)’",
          hint: near.map { "did you mean ‘\($0)’?" }
            ?? (used.isEmpty
              ? "write ‘$\(name)’ where its value belongs, and ‘param \(name)=DEFAULT’ above it"
              : "it uses " + used.sorted().map { "$\($0)" }.joined(separator: ", ")))
      }
    }
    let unknown = used.subtracting(given).subtracting(names).sorted()
    guard let first = unknown.first, !runsOthers else { return }
    throw SweepError(
      "‘\(path)’ uses ‘$\(first)’, and nothing gives it a value",
      hint: "add \(first)=VALUE to the line, or ‘param \(first)=DEFAULT’ to the file")
  }

  /// Whether a run that was cut before cell `index` cannot go on with the digits of one that was
  /// not: what a later line goes back to is not kept.
  public func looksBack(from index: Int) -> Bool {
    file.elements.indices.dropFirst(index).contains {
      ["undo", "redo", "checkout", "branch", "explain"].contains(verb($0))
    }
  }

  /// The verb of an element; empty where it is no line.
  public func verb(_ index: Int) -> Substring {
    file.elements[index].cell?.input.split(whereSeparator: \.isWhitespace).first ?? ""
  }

  /// Whether a line gives a seed of its own, so that no seed of a sweep changes what it draws.
  public var setsSeed: Bool {
    !used.contains(RunsTable.seed) && file.elements.indices.contains { verb($0) == "seed" }
  }

  /// Whether a line writes a row for each epoch, and for the part of one that Ctrl-C cut.
  public var logs: Bool { file.elements.indices.contains { verb($0) == "log" } }

  /// Whether a line saves the session, so that the weights of each run are kept.
  public var saves: Bool { file.elements.indices.contains { verb($0) == "save" } }

  /// A checksum that belongs to the lines and the parameters of a point.
  public func checksum(of point: SweepPoint, seed: UInt64?) -> String {
    let parameters = point.parameters.flatMap { [$0.name, $0.value] }
    return Fingerprint([file.checksum, seed.map { "\($0)" } ?? ""] + parameters).text
  }
}
