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
    fileprivate let verb: String

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

  /// What was answered before no longer tells of what is there.
  mutating func forget() { all.removeAll() }
}
