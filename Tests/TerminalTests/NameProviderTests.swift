import Costs
import Language
import NotebookTestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Terminal
@testable import Workspaces

/// Tab behind what was typed: words of signatures, and names of the session.
@Suite struct NameProviderTests {
  @Test(arguments: [
    ("set th", ["threads="]), ("set ", Setting.all.map { "\($0.key)=" }),
    ("set undo=3 ", Setting.all.filter { $0 != .undo }.map { "\($0.key)=" }),
    ("set grid=", GridCatalog.all.map(\.name)), ("set pager=", ["on", "off"]),
    ("set precision=f", ["fp32"]), ("set idle=", ["unknown"]), ("set seed=", []),
    ("add conv 4 s", ["stride="]), ("add maxpool 2 s", ["stride="]), ("add linear 4 s", []),
    ("data \"mo", ["moons"]), ("show s", ["seed", "source", "sources"]), ("show n", ["n"]),
    ("show u", ["undo"]),
    ("help gate ", ["attach", "detach", "set"]), ("help gate a", ["attach"]),
    ("help tr", ["train"]), ("help cons", ["consensus"]), ("help ho", ["horizon"]),
    ("help consensus ", []),
  ])
  func completes(_ line: String, _ expected: [String]) {
    var configuration = EngineConfiguration()
    configuration.parameters = [("n", "4")]
    let engine = Engine(configuration: configuration)
    let completion = Completion(table: engine.table, names: NameProvider(engine).candidates)
    #expect(completion.answer(line).candidates.map(\.text) == expected)
  }

  @Test func whatLeavesTogether() {
    let engine = Engine()
    engine.run("data shapes train=300 test=200", "network resnet20 width=0.25 as=r")
    let completion = Completion(table: engine.table, names: NameProvider(engine).candidates)
    #expect(
      completion.answer("why s1b1").candidates.map(\.text)
        == ["s1b1.conv1", "s1b1.conv2", "s1b1"])
    #expect(completion.answer("what-if s1b1 o").candidates.map(\.text) == ["off", "on="])
  }

  @Test func checkpoints() {
    let engine = Engine()
    engine.run(
      "data moons train=400 test=100", "network mlp 32 16", "checkpoint start", "train 1",
      "checkpoint later")
    let completion = Completion(table: engine.table, names: NameProvider(engine).candidates)
    let names = completion.answer("checkout ").candidates.map(\.text)
    #expect(names == ["best", "later", "start", "epoch="])
    #expect(completion.answer("checkout s").candidates.map(\.summary) == ["mlp before training"])
  }

  @Test(arguments: [
    ("prune consensus of=", ["connections", "macs", "joules", "seconds"]),
    (
      "prune consensus of=joules on=e",
      ["edge-int8", "ek-ra6m4", "eyeriss-65nm", "eyeriss-65nm-array"]
    ),
    ("prune consensus of=joules on=", DeviceChoice.names),
    ("prune consensus of=joules ba", ["batch="]),
  ])
  func targets(_ line: String, _ expected: [String]) {
    let engine = Engine()
    let completion = Completion(table: engine.table, names: NameProvider(engine).candidates)
    #expect(completion.answer(line).candidates.map(\.text) == expected)
  }
}
