import Foundation
import Language
import Pruning
import Tensors
import TestSupport
import Testing

@testable import Notebook
@testable import Reports
@testable import Workspaces

/// What every pruning method promises, for each of the catalog.
@Suite struct MethodTests {
  static let names = MethodCatalog.all.map(\.name)
  /// And `gradual` with every criterion.
  static let all = names + CriterionCatalog.names.map { "gradual by=\($0)" }
  private static let data = "data moons train=320 test=200 batch=32"
  /// Hidden layers with batch norm, for a method that needs it.
  private static let normed =
    ["network new input=2 as=mlp"]
    + ["linear 64", "batchnorm", "relu", "linear 64", "batchnorm", "relu", "linear 2"].map {
      "add \($0)"
    }

  /// - Parameter plain: the network for every other method.
  private static func start(_ name: String, plain: String = "network mlp 64 64") -> [String] {
    let tried = Engine.after([data, plain]).execute(prune(name))?.diagnostic?.code
    return [data] + (tried == "no-scales" ? normed : [plain]) + ["optimizer over=8"]
  }

  /// - Parameter typed: a method, and options of its own behind it.
  private static func find(_ typed: String) -> MethodDescription? {
    MethodCatalog.find(String(typed.prefix { $0 != " " }))
  }

  private static func prune(_ name: String, target: String = "50% of=connections") -> String {
    let takesTarget = find(name)!.takesTarget
    return "prune \(name) " + (takesTarget ? "target=\(target)" : "")
  }

  /// Physically removed, on the target, and computing the same: by connections, multiply-adds and
  /// joules.
  @Test(arguments: all, ["50% of=connections", "40% of=macs", "25% of=joules"])
  func meetsItsTargetAndProvesEqual(_ name: String, _ target: String) throws {
    let description = try #require(Self.find(name))
    guard description.removes == .channels else { return }
    let engine = Engine.after(Self.start(name) + [Self.prune(name, target: target), "train 8"])
    let dense = try #require(engine.workspace.entry).denseGraph.ownWork
    let report = try #require(engine.execute("compact as=small")?.report)
    #expect(engine.workspace.entry?.name == "small")
    #expect(engine.workspace.entry?.network.hasGates == false)
    let largest = try #require(report.values.number("max_abs_logit_difference"))
    #expect(largest <= 1e-4 * max(1, report.values.number("max_abs_logit") ?? 0))
    #expect(report.values.number("argmax_agreement") == 1)
    guard description.takesTarget else { return }
    let asked = try #require(report.values.number("target"))
    #expect(abs((report.values.number("achieved") ?? 0) - asked) <= 0.02)
    // Counted again, from the small network alone.
    let kind = try #require(engine.workspace.entry?.origin?.kind)
    let small = try #require(engine.workspace.entry).network.graph.ownWork
    #expect(abs(1 - kind.total(small) / kind.total(dense) - asked) <= 0.02)
    for layer in small where layer.work.connections > 0 { #expect(layer.work.outputElements >= 1) }
  }

  /// Same seed, same digits, at any thread count.
  @Test(arguments: all) func threadsChangeNoDigit(_ name: String) throws {
    let digits = try [1, 2].map { threads in
      let engine = Engine.after(["set threads=\(threads)"] + Self.start(name))
      let lines = [Self.prune(name), "train 8"]
      for line in lines { #expect(engine.execute(line)?.isSuccess == true) }
      engine.workspace.settings = [:]
      return try WorkspaceArchive.file(engine.workspace, cells: "").bytes
    }
    #expect(digits[0] == digits[1])
  }

  /// Saved and opened, gone back to and undone in the middle: the end is that of going straight on.
  @Test(arguments: all, [1, 5]) func goesOnFromAnywhere(_ name: String, _ pause: Int) throws {
    let lines = Self.start(name) + [Self.prune(name), "train \(pause)"]
    let rest = "train \(8 - pause)"
    func state(_ engine: Engine) throws -> [UInt8] {
      try WorkspaceArchive.file(engine.workspace, cells: "").bytes
    }
    let whole = Engine.after(lines + [rest])
    let expected = try state(whole)

    let folder = Scratch()
    let saved = Engine.after(lines + ["save \(folder.path)/run.pollard"])
    #expect(saved.workspace.entry?.method?.name == Self.find(name)?.name)
    let opened = Engine.after(["open \(folder.path)/run.pollard", rest])
    #expect(try state(opened) == expected)

    let undone = Engine.after(lines + [rest, "undo", rest])
    #expect(try state(undone) == expected)
    let back = Engine.after(lines + [rest, "checkout epoch=\(pause)", rest])
    #expect(try state(back) == expected)
    let checked = Engine.after(lines + ["checkpoint here", rest, "checkout here", rest])
    checked.workspace.checkpoints = [:]
    #expect(try state(checked) == expected)
  }

  /// `methods` tells what is asked of scripts, and `help prune NAME` every option.
  @Test(arguments: names) func isDescribed(_ name: String) throws {
    let engine = Engine()
    let description = try #require(MethodCatalog.find(name))
    guard case .array(let rows)? = engine.execute("methods")?.report?["methods"] else {
      Issue.record("no methods")
      return
    }
    #expect(rows.contains { "\($0)".contains("\"\(name)\"") && "\($0)".contains("decides") })
    let page = try #require(engine.execute("help prune \(name)")?.report)
    let shown = TextRenderer(width: 200).text(page)
    for option in description.options { #expect(shown.contains("\(option.name)=")) }
    for example in description.examples {
      #expect(shown.contains(example))
      let tried = Engine.after(Self.start(name, plain: "network mlp"))
      #expect(tried.execute(example)?.diagnostic == nil, "\(example)")
    }
  }
}
