import Foundation
import Language
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports

/// Every example of every command runs in a state in which somebody would type it.
@Suite struct ExampleTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let verb: String
    let line: String
    var testDescription: String { line }
  }

  static let all = CommandCatalog.all.flatMap { command in
    command.signature.examples.map { Example(verb: command.signature.verb, line: $0.line) }
  }

  /// Data that may not be on this machine.
  static let foreign =
    RunsCommand.signature.examples.map(\.line) + [
      "plot accuracy runs=target.pollard.sweep by=target,method",
      "data fashion-mnist batch=128", "data cifar10 augment=crop,flip",
      "energy calibrate from=board.csv to=board.device",
    ]

  static let images = ["data shapes train=32 test=20 batch=16", "network convnet width=0.5"]
  static let points = ["data moons train=64 test=20", "network mlp 8 8 as=dense"]

  /// What was typed before the example; the default is a small network with its data.
  static func before(_ example: Example, _ session: String) -> [String] {
    switch (example.verb, example.line) {
    case ("add", _): ["network new input=3x8x8"]
    case (_, "assert accuracy>=88%"):
      points + ["optimizer adam lr=0.05", "train 30", "evaluate"]
    case ("assert", _):
      images + ["gate attach *", "gate set conv1[0-7] off", "compact as=half", "flops"]
    case ("compare", _): points + ["gate attach *", "compact as=half"]
    case (_, "checkout start"), (_, "checkpoint start drop"): points + ["checkpoint start"]
    case ("checkout", _): points + ["train 2"]
    case ("continue", _): points + ["train 3 stop=1"]
    case ("drop", _): points + ["copy dense as=twin"]
    case (_, "gate attach * granularity=block"): ["network resnet20 width=0.1"]
    case ("export", _): points + ["train 1"]
    case (_, "import network.safetensors into resnet20"):
      [
        "network resnet20 width=0.25 as=other",
        "export \(session.replacing("run.pollard", with: "network.safetensors")) names=pytorch",
      ]
    case ("import", _):
      points
        + ["network.safetensors", "network.onnx"].map {
          "export \(session.replacing("run.pollard", with: $0))"
        }
    case ("gate detach", _), ("gate set", _), ("gates", _): images + ["gate attach *"]
    case ("compact", _): images + ["gate attach *", "gate set conv1[3] off"]
    case ("rename", _): images
    case ("prune", let line) where line.contains("joules"): images
    case ("plot", _): points + ["gate attach *", "prune consensus target=30%", "train 2"]
    case ("open", _), ("replay", _): ["seed 3", "save \(session)"]
    case ("redo", _): points + ["undo"]
    case ("undo", _): points + ["seed 5"]
    default: points
    }
  }

  /// The line, with the files it names in a folder of their own.
  static func line(_ example: Example, _ scratch: Scratch) -> String {
    // The longer one first: one may begin with another, as network.csv does with network.c.
    let names =
      (["run.pollard", "epochs.csv", "outputs.csv", "pareto.svg", "here.device"]
      + ExportCatalog.all.map { $0.example }).sorted { $0.count > $1.count }
    var line = ""
    var rest = example.line[...]
    while let first = rest.first {
      let name = names.first { rest.hasPrefix($0) }
      line += name.map { scratch.file($0) } ?? String(first)
      rest = rest.dropFirst(name?.count ?? 1)
    }
    return line
  }

  @Test(arguments: all.filter { !foreign.contains($0.line) })
  func runs(_ example: Example) throws {
    let scratch = Scratch()
    let session = scratch.file("run.pollard")
    let engine = Engine()
    for line in Self.before(example, session) {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
    }
    let line = Self.line(example, scratch)
    let turn = try #require(engine.execute(line))
    #expect(turn.diagnostic == nil, "\(line)")
  }

  @Test func everyCommandHasAnExample() {
    for command in CommandCatalog.all where command.signature.examples.isEmpty {
      Issue.record("\(command.signature.verb) has no example")
    }
  }

  /// A residual network by hand, with the shape of each layer as it is typed.
  @Test func aResidualNetworkByHand() throws {
    let engine = Engine()
    let lines: [(String, String)] = [
      ("network new input=3x8x8 as=mine", "mine: 3x8x8 → 3x8x8"),
      ("add conv 4 3x3 pad=1", "conv1: conv 4 3x3 pad=1 → 4x8x8"), ("add batchnorm", "→ 4x8x8"),
      ("add relu", "→ 4x8x8"), ("add residual", "begins at 4x8x8"),
      ("add conv 8 3x3 stride=2 pad=1", "→ 8x4x4"), ("add batchnorm", "→ 8x4x4"),
      ("add end", "sum1: sum → 8x4x4"), ("add relu", "→ 8x4x4"), ("add globalpool", "→ 8"),
      ("add linear 3", "fc1: linear 3 → 3"),
    ]
    for (line, text) in lines {
      let turn = try #require(engine.execute(line))
      #expect(turn.diagnostic == nil, "\(line)")
      let shown = turn.report?.shown ?? ""
      #expect(shown.contains(text), "\(line) gave \(shown)")
    }
    let wrong = engine.execute("add conv 4 99x99")
    #expect(wrong?.diagnostic?.code == "bad-layer")
    #expect(engine.execute("add end")?.diagnostic?.code == "bad-layer")
    #expect(engine.execute("data shapes train=32 test=8")?.isSuccess == true)
    #expect(engine.execute("train 1")?.diagnostic?.code == "wrong-shape")
  }

  /// An open block stays with its network, which is not trained, asked or gated without its end.
  @Test func openBlocks() throws {
    let engine = Engine()
    for line in [
      "data moons train=32 test=8", "network new input=2 as=A", "add linear 2", "add residual",
      "network new input=2 as=B", "add linear 2", "use A", "drop B", "add linear 2", "layers",
    ] {
      #expect(engine.execute(line)?.diagnostic == nil, "\(line)")
    }
    for line in [
      "train 1", "evaluate", "gate attach *", "prune consensus target=10%", "compact", "gates",
    ] {
      let error = engine.execute(line)?.diagnostic
      #expect(error?.code == "open-block" && error?.hint?.contains("add end") == true, "\(line)")
    }
    #expect(engine.execute("add end")?.report?["layers"] != nil)
    #expect(engine.execute("train 1")?.isSuccess == true)
  }
}
