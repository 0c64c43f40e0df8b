import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Sessions
@testable import Workspaces

/// What commands declare of their lines is what the lines do, tried on every example.
@Suite struct EffectTests {
  typealias Example = ExampleTests.Example

  /// Lines that only ask, of commands that change something, beside those of the examples.
  static let asking = ["optimizer", "prune", "data image=0 split=train"].map {
    Example(verb: String($0.prefix { $0 != " " }), line: $0)
  }

  static let examples = (ExampleTests.all + asking).filter { example in
    let command = CommandCatalog.all.first { $0.signature.verb == example.verb }
    return command?.kind != .aside && !ExampleTests.foreign.contains(example.line)
  }

  @Test(arguments: examples) func changesWhatItDeclares(_ example: Example) throws {
    let scratch = Scratch()
    let engine = Engine.after(ExampleTests.before(example, scratch.file("run.pollard")))
    let line = ExampleTests.line(example, scratch)
    var lines = BoundLines(engine.commands, parameters: [])
    let bound = lines.bind(line)
    let effects = try #require(bound?.effects)
    let before = engine.workspace
    let changes = engine.undoStack.past.count
    #expect(engine.execute(line)?.diagnostic == nil)
    let allowed = try effects.map { try Self.parts(of: $0, before, engine.workspace) }
    #expect(
      try Self.changed(before, engine.workspace).isSubset(of: allowed.reduce([]) { $0.union($1) }))
    guard bound?.kind == .question, example.verb != "undo", example.verb != "redo" else { return }
    #expect(engine.undoStack.past.count == changes)
    #expect(effects.contains(.noteInUse) || allowed.allSatisfy(\.isEmpty))
  }

  /// A command that declares nothing is taken to change whatever there is.
  @Test func defaultsAreSafe() throws {
    var lines = BoundLines(Fake.commands(beside: CommandCatalog.all), parameters: [])
    #expect(lines.bind("work 1")?.effects == [.unknown])
    #expect(lines.bind("work 1")?.kind == .change)
    #expect(lines.bind("look")?.effects == [.readAll])
    #expect(lines.bind("look")?.kind == .question)
    let session = ["work 1", "seed 3", "seed 4", "look"].map {
      SessionElement.cell(SessionCell(input: $0, outputs: []))
    }
    #expect(
      MinimalSession(session, Fake.commands(beside: CommandCatalog.all), parameters: []).omissions
        .isEmpty)
  }

  /// The parts that an effect may change.
  private static func parts(
    of effect: Effect, _ before: Workspace, _ after: Workspace
  ) throws -> Set<Effect.Part> {
    let all = try Set(values(before).keys).union(values(after).keys)
    let networks = all.filter { if case .network = $0 { true } else { false } }
    switch effect {
    case .read, .readInUse, .readAnswer, .readAnswers, .readAll, .use: return []
    case .write(let part), .set(let part, _): return [part]
    case .load: return networks.union([.data])
    case .setOptimizer: return networks.union([.optimizer])
    case .changeInUse, .train, .noteInUse: return [.network(before.current ?? "")]
    case .begin(.inUse): return [.network(before.current ?? ""), .current]
    case .begin(.named(let name)): return [.network(name), .current]
    case .begin(.inUseWith(let suffix)):
      return [.network((before.current ?? "") + suffix), .current]
    case .select: return [.current]
    case .rename(let name, let new): return [.network(name), .network(new), .current]
    case .drop(let name): return [.network(name), .current]
    case .keep(let name), .forget(let name): return [.checkpoint(name)]
    case .goBack: return networks.union(Effect.training + [.current])
    case .changeAll: return all.subtracting([.current])
    case .undo, .redo, .unknown: return all
    }
  }

  private static func changed(
    _ before: Workspace, _ after: Workspace
  ) throws -> Set<Effect.Part> {
    let (old, new) = try (values(before), values(after))
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
  }

  /// Each part of the workspace as bytes; those that are there.
  private static func values(_ workspace: Workspace) throws -> [Effect.Part: [UInt8]] {
    func text(_ value: Any?) -> [UInt8] { Array("\(String(describing: value))".utf8) }
    var values: [Effect.Part: [UInt8]] = [
      .seed: text(workspace.seed), .log: text(workspace.logFile),
      .current: text(workspace.current), .optimizer: text((workspace.optimizer, workspace.over)),
      .data: text(workspace.data.map { ($0.request, $0.batch, $0.dataset.checksum) }),
    ]
    for (key, value) in workspace.settings { values[.setting(key)] = text(value) }
    for (name, value) in workspace.parameters { values[.parameter(name)] = text(value) }
    for (name, entry) in workspace.networks {
      var alone = Workspace()
      alone.networks = [name: entry]
      values[.network(name)] = try Array(WorkspaceArchive.file(alone, cells: "").bytes)
    }
    for (name, checkpoint) in workspace.checkpoints {
      var alone = Workspace()
      alone.checkpoints = [name: checkpoint]
      values[.checkpoint(name)] = try Array(WorkspaceArchive.file(alone, cells: "").bytes)
    }
    return values
  }
}
