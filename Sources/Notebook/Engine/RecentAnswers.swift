import Reports
import Workspaces

/// The values of the last answer of each command: what `assert` looks at.
public struct RecentAnswers {
  /// What was answered, without the state that it was about.
  public struct Given {
    /// The line as a session records it.
    public let line: String
    /// What `--format json` prints under `report`.
    public let values: JSONObject
    /// What a question depends on; nil of a change, which tells what happened.
    public let standing: AnswerStanding?
    /// Why it was out of date already when the program that gave it ended; nil if it was not.
    private(set) var outdated: String?
    let verb: String

    /// - Parameter verb: of its command, which has one answer here.
    init(
      line: String, values: JSONObject, standing: AnswerStanding?, outdated: String? = nil,
      verb: String
    ) {
      self.line = line
      self.values = values
      self.standing = standing
      self.outdated = outdated
      self.verb = verb
    }

    /// Why it does not hold any more, as a clause; nil if it does.
    public func outOfDate(in workspace: Workspace) -> String? {
      outdated ?? standing?.outOfDate(in: workspace)
    }

    /// The value under names with dots between: `layers.conv1.macs`.
    public func value(_ key: String) -> JSONValue? {
      JSONValue.object(values).value(
        at: key.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
    }
  }

  /// The newest first, one of each command.
  public private(set) var all: [Given] = []

  /// The newest one that says something under `key`.
  public func given(_ key: String) -> Given? { all.first { $0.value(key) != nil } }

  /// The last answer of a command.
  public func given(by verb: String) -> Given? { all.first { $0.verb == verb } }

  /// What the answers say at their top level, the newest first, each key once.
  public var keys: [String] {
    var seen = Set<String>()
    return all.flatMap(\.values.keys).filter { seen.insert($0).inserted }
  }

  mutating func note(_ turn: Turn, _ report: Report, _ standing: AnswerStanding?) {
    all.removeAll { $0.verb == turn.command }
    all.insert(
      Given(line: turn.recorded, values: report.values, standing: standing, verb: turn.command),
      at: 0)
  }

  /// Those that were kept, the newest first.
  init(_ kept: [Given] = []) { all = kept }

  /// What was answered before no longer tells of what is there.
  mutating func forget() { all.removeAll() }
}
