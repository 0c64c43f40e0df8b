import Commands
import Foundation
import Language
import Networks
import NotebookTestSupport
import Reports
import TestSupport
import Testing

@testable import Notebook

/// Layers that nothing reads: every answer about a network is that about the network without them,
/// and names them.
@Suite struct UnreadLayerTests {
  private static let read = ["add conv 4 3x3 name=a", "add relu name=arelu"]
  private static let dead = ["add conv 8 3x3 name=dead", "add softmax name=mix from=arelu"]
  private static let rest = ["add conv 6 3x3 name=b from=arelu", "add linear 4 name=out"]
  /// Multiply-adds of `dead` on 4 maps of 14 x 14.
  private static let unread = 12 * 12 * 8 * 9 * 4

  private static func lines(withDead: Bool) -> [String] {
    ["data shapes train=96 test=48 batch=32", "network new as=n"] + read
      + (withDead ? dead : []) + rest
  }

  /// Figures of an answer, but for what is measured and the layers that stand there.
  private func figures(_ report: Report) -> JSONObject {
    report.values.without([
      "unread_macs", "unread_layers", "seconds", "meter", "images_per_second", "batches", "cuts",
      "bytes", "file",
    ])
  }

  private func number(_ report: Report, _ keys: String...) -> Double? {
    var value: JSONValue? = .object(report.values)
    for key in keys {
      guard case .object(let object)? = value else { return nil }
      value = object[key]
    }
    return value?.number
  }

  /// Counted by hand: 1,296 and 1,440 are read, 4,608 are not.
  @Test func costsAreThoseOfWhatIsRead() throws {
    let engine = Engine.after([
      "network new input=1x8x8 as=n", "add conv 4 3x3 name=a", "add conv 8 3x3 name=dead",
      "add linear 10 name=out from=a",
    ])
    let flops = try engine.report("flops").values
    #expect(flops.number("macs") == 2736)
    #expect(flops.number("unread_macs") == 4608)
    #expect(try engine.report("flops").shown.contains("dead (4,608 multiply-adds)"))
    let question = try engine.report("what-if a[0] off")
    #expect(number(question, "before", "macs") == 2736)
    #expect(number(question, "change", "macs") == -684)
    #expect(try engine.report("why a[0]").values.number("macs") == 684)
    #expect(try engine.report("why dead[0]").values["can_leave"] == false)
    #expect(try engine.report("flops convention=thop").values.number("figure") == 7344)
    #expect(try engine.report("flops convention=fvcore").values.number("figure") == 2736)
    let layers = try engine.report("layers")
    #expect(layers.rows("layers").map { $0.number("unread_macs") } == [0, 4608, 0])
    #expect(layers.values.number("macs") == 2736)
    #expect(try engine.report("networks").rows("networks")[0].number("macs") == 2736)
  }

  @Test(arguments: [
    [], ["train 2"], ["gate attach *", "train 1"],
    ["prune consensus target=40% of=macs", "train 2"],
    ["prune magnitude target=40% of=connections", "train 2"],
    ["prune uniform target=40%", "train 1"],
    ["optimizer sgd ema=0.9", "train 1", "mask magnitude target=50%", "train 1"],
  ])
  func answersAreThoseOfTheNetworkWithoutThem(_ more: [String]) throws {
    let engine = Engine.after(Self.lines(withDead: true) + more)
    let twin = Engine.after(Self.lines(withDead: false) + more)
    let isTrained = more.contains { $0.hasPrefix("train") }
    let questions =
      [
        "flops", "flops layers", "flops bytes batch=8", "energy", "energy layers", "energy models",
        "energy training", "carbon", "what-if a[0] off", "why b[1]", "evaluate", "prune",
        "plot energy", "train 1",
      ] + (isTrained ? ["energy training epochs=2", "evaluate by=width"] : [])
    for question in questions {
      let report = try engine.report(question)
      let expected = try twin.report(question)
      #expect(figures(report) == figures(expected), "\(question) after \(more)")
      // A question about accuracy alone, one without a method, and one about what has left.
      guard question != "evaluate", question != "prune", report.values["can_leave"] != false else {
        continue
      }
      #expect(report.values.number("unread_macs") == Double(Self.unread), "\(question)")
      #expect(report.shown.contains("dead, mix"), "\(question)")
      #expect(expected.values.number("unread_macs") == 0, "\(question)")
    }
  }

  /// Nothing left, so nothing was removed.
  @Test func compactRemovesNothingWhereAllGatesAreOpen() throws {
    let gated = ["gate attach *", "gate set a on", "gate set b on"]
    let engine = Engine.after(Self.lines(withDead: true) + gated)
    let report = try engine.report("compact as=small")
    #expect(report.values.number("achieved") == 0)
    #expect(report.values.number("macs_before") == report.values.number("macs"))
    #expect(report.values.number("unread_macs") == Double(Self.unread))
    let entry = try #require(engine.workspace.entry)
    #expect(entry.network.graph.nodes.map(\.name) == ["a", "arelu", "b", "out"])
    #expect(try engine.report("energy").values.number("saved") == 0)
  }

  /// Files for other programs hold what is read.
  @Test(arguments: ["onnx", "safetensors", "c"]) func exportsLeaveThemOut(_ ending: String) throws {
    let folder = Scratch()
    var files: [Data] = []
    for withDead in [true, false] {
      let engine = Engine.after(Self.lines(withDead: withDead) + ["train 1"])
      let path = folder.file("\(withDead).\(ending)")
      let report = try engine.report("export \(path)")
      #expect(report.values.number("unread_macs") == (withDead ? Double(Self.unread) : 0))
      files.append(try Data(contentsOf: URL(filePath: path)))
    }
    #expect(files[0] == files[1])
  }

  @Test func compareAndParetoNameThem() throws {
    let engine = Engine.after(
      Self.lines(withDead: true) + ["train 1"]
        + Self.lines(withDead: false).dropFirst()
        .map { $0.replacing("as=n", with: "as=m") } + ["train 1"])
    let report = try engine.report("compare n m")
    #expect(report.shown.contains("‘n’ without what nothing reads: dead, mix"))
    #expect(number(report, "n", "unread_macs") == Double(Self.unread))
    #expect(number(report, "m", "unread_macs") == 0)
    for key in ["macs", "parameters", "joules", "accuracy"] {
      #expect(number(report, "n", key) == number(report, "m", key), "\(key)")
    }
    #expect(try engine.report("plot pareto").shown.contains("dead, mix"))
  }

  /// A network whose weights nothing reads has nothing to train.
  @Test func refusesToTrainNothing() throws {
    let engine = Engine.after([
      "data moons train=32 test=16", "network new", "add linear 5 name=dead",
      "add relu from=input",
    ])
    let error = try #require(engine.execute("train 1")?.diagnostic)
    #expect(error.message.contains("nothing to train"))
  }
}
