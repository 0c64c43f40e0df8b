import Costs
import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// `set KEY=VALUE`.
enum SetCommand: Command {
  static let signature = Signature(
    "set", group: CommandGroup.notebook, "changes a setting", openOptions: "KEY=VALUE",
    openKeys: ["": Setting.all.map { Candidate($0.key, $0.summary) }],
    openParameters: Setting.all.map(\.parameter),
    examples: [.init("set threads=2"), .init("show", "all settings and their values")],
    details: Setting.all.map { "  \($0.key): \($0.summary); default \($0.defaultText)" }
      .joined(separator: "\n"))

  static func effects(of arguments: BoundArguments) -> [Effect] {
    let typed = arguments.pairs.map { Effect.set(.setting($0.name), to: $0.value) }
    let hasPower = arguments.pairs.contains { $0.name == Setting.watts.key }
    return (hasPower ? [.write(.setting(Setting.source.key))] : []) + typed
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard !arguments.pairs.isEmpty else { throw arguments.missing("KEY=VALUE") }
    var report = Report()
    // Another power is of another source.
    if arguments.pairs.contains(where: { $0.name == Setting.watts.key }) {
      draft.settings[Setting.source.key] = "given by hand"
    }
    for pair in arguments.pairs {
      guard let setting = Setting.all.first(where: { $0.key == pair.name }) else {
        throw unknown(pair, context.table)
      }
      guard setting.allows(pair.value) else {
        throw Diagnostic(
          .badValue,
          "‘\(pair.value)’ does not fit \(pair.name): expected \(setting.expectation)",
          at: pair.valueSpan,
          hint: setting.meaning(of: pair.value).map { "did you mean \($0)?" }
            ?? "for example ‘set \(setting.key)=\(Quoting.quoted(setting.defaultText))’")
      }
      if let obstacle = setting.obstacle(pair.value) {
        throw Diagnostic(
          .badValue, obstacle.problem, at: pair.valueSpan, hint: obstacle.hint)
      }
      draft.settings[pair.name] =
        Setting.meters.contains(setting)
        ? try folder(pair, of: setting, context.scope) : pair.value
      report.say("\(pair.name) = \(pair.value)")
      if setting.isLimit { limit(setting, pair.value, &draft, context.scope, &report) }
      report[pair.name] = .string(pair.value)
    }
    if let problem = CalibratedPower.obstacle(in: draft) {
      throw Diagnostic(
        .badValue, problem.problem, at: arguments.pairs[0].valueSpan, hint: problem.hint)
    }
    let meters = Setting.meters.map(\.key)
    if arguments.pairs.contains(where: { meters.contains($0.name) }) {
      do throws(EnergyMeterError) {
        _ = try EnergyMeters.find(in: draft)
      } catch {
        context.warn("\(error.description); \(error.hint)")
      }
    }
    return report
  }

  /// `set seed=5` for `seed 5`, and a name that is none.
  private static func unknown(
    _ pair: BoundArguments.Pair, _ table: CommandTable
  ) -> Diagnostic {
    var diagnostic = Diagnostic.unknown(
      "setting", pair.name, among: Setting.all.map(\.key), at: pair.nameSpan)
    if table.signatures.contains(where: { $0.verb == pair.name && !$0.positionals.isEmpty }) {
      diagnostic.hint = "did you mean ‘\(pair.name) \(Quoting.quoted(pair.value))’?"
    }
    return diagnostic
  }

  /// A session that somebody sent raises no limit above the user's own.
  private static func limit(
    _ setting: Setting, _ value: String, _ draft: inout Workspace, _ scope: FileScope,
    _ report: inout Report
  ) {
    guard !scope.isTyped else {
      draft.ownLimits[setting.key] = value
      return
    }
    guard let force = setting.inForce(in: draft) else { return }
    report.say(
      "\(setting.key) stays at \(force): a session's limits do not exceed yours; "
        + "‘set \(setting.key)=…’ typed before raises those", volatile: true)
  }

  /// The folder of counters or sensors, as it can be read.
  private static func folder(
    _ pair: BoundArguments.Pair, of meter: Setting, _ scope: FileScope
  ) throws(Diagnostic) -> String {
    guard pair.value != meter.defaultText else { return pair.value }
    let folder = scope.path(pair.value)
    guard scope.mayRead(folder, of: meter) else {
      throw scope.refusal(pair.value, at: pair.valueSpan)
    }
    return folder
  }
}
