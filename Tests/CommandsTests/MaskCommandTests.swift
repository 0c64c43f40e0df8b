import Foundation
import Language
import Networks
import Pruning
import Tensors
import TestSupport
import Testing
import Training

@testable import Notebook
@testable import Workspaces

/// Masks and averaged weights as they are typed, kept and told.
@Suite struct MaskCommandTests {
  private static let start = [
    "data moons train=320 test=200 batch=32", "network mlp 24 16", "optimizer over=8 ema=0.9",
    "train 2", "mask magnitude target=75%",
  ]

  private func state(_ engine: Engine) throws -> [UInt8] {
    try WorkspaceArchive.file(engine.workspace, cells: "").bytes
  }

  /// Saved and opened, gone back to and undone in the middle: the end is that of going straight on.
  @Test func goesOnFromAnywhere() throws {
    let lines = Self.start + ["train 2"]
    let expected = try state(Engine.after(lines + ["train 3"]))
    let folder = Scratch()
    _ = Engine.after(lines + ["save \(folder.path)/run.pollard"])
    let opened = Engine.after(["open \(folder.path)/run.pollard", "train 3"])
    #expect(try state(opened) == expected)
    let undone = Engine.after(lines + ["train 3", "undo", "train 3"])
    #expect(try state(undone) == expected)
    let back = Engine.after(lines + ["train 3", "checkout epoch=4", "train 3"])
    #expect(try state(back) == expected)
    let checked = Engine.after(
      lines + ["checkpoint here", "train 3", "checkout here", "train 3"])
    checked.workspace.checkpoints = [:]
    #expect(try state(checked) == expected)
    let undoneMask = Engine.after(Self.start + ["undo"])
    #expect(undoneMask.workspace.entry?.network.isMasked == false)
  }

  @Test func threadsChangeNoDigit() throws {
    let digits = try [1, 2].map { threads in
      let engine = Engine.after(["set threads=\(threads)"] + Self.start + ["train 3"])
      engine.workspace.settings = [:]
      return try state(engine)
    }
    #expect(digits[0] == digits[1])
  }

  @Test func tellsWhatStays() throws {
    let engine = Engine.after(Self.start + ["train 1"])
    let all = 464.0
    let left = 116.0
    let masks = try #require(engine.execute("masks")?.report?.values)
    #expect(masks.number("dense_connections") == all)
    #expect(masks.number("connections") == left)
    #expect(masks.number("kept") == 0.25)
    let flops = try #require(engine.execute("flops")?.report?.values)
    #expect(flops.number("connections") == all && flops.number("macs") == all)
    #expect(flops.number("connections_kept") == left)
    #expect(flops.number("macs_kept") == left)
    let off = try #require(engine.execute("mask off")?.report?.values)
    #expect(off.number("connections") == all)
    #expect(engine.execute("flops")?.report?["connections_kept"] == nil)
    #expect(engine.execute("mask off target=5%")?.diagnostic?.hint == "leave it out")
    #expect(engine.execute("mask magnitude")?.diagnostic != nil)
  }

  /// Structure follows: under a method that removes channels, and by `compact` alone.
  /// As many weights as were asked for go, and stay gone.
  @Test(arguments: CriterionCatalog.ofWeights.map(\.name))
  func everyCriterionMasks(_ name: String) throws {
    let engine = Engine.after(Self.start.dropLast() + ["mask \(name) target=75%", "train 1"])
    let masks = try #require(engine.execute("masks")?.report?.values)
    #expect(masks.number("dense_connections") == 464)
    #expect(masks.number("connections") == 116)
  }

  @Test func compactsWithMasksOn() throws {
    let pruned = Engine.after(
      Self.start + ["prune magnitude target=40% of=connections after=1 over=3", "train 3"])
    #expect(pruned.workspace.entry?.network.isMasked == true)
    let report = try #require(pruned.execute("compact as=small")?.report?.values)
    #expect(report.number("argmax_agreement") == 1)
    #expect(pruned.workspace.entry?.network.isMasked == true)

    let emptied = Engine.after([
      "data moons train=64 test=40", "network mlp 24 16", "mask magnitude target=97%",
    ])
    let proof = try #require(emptied.execute("compact as=small")?.report?.values)
    #expect(proof.number("argmax_agreement") == 1)
    let small = try #require(emptied.workspace.entry)
    let dense = try #require(emptied.workspace.networks["mlp"]).network.parameterCount
    #expect(small.network.parameterCount < dense)
    let none = Engine.after(["data moons train=64 test=40", "network mlp 8"])
    #expect(none.execute("compact")?.diagnostic?.code == "no-gates")
  }

  /// A file of one network keeps its masks.
  @Test func exportsKeepMasks() throws {
    let folder = Scratch()
    let engine = Engine.after(Self.start + ["export \(folder.path)/net.safetensors"])
    let masks = engine.workspace.entry!.network.parameters.map { $0.mask?.values }
    let read = Engine.after(["import \(folder.path)/net.safetensors"])
    let found = try #require(read.workspace.entry).network.parameters.map { $0.mask?.values }
    #expect(masks == found && masks.contains { $0 != nil })
  }

  @Test func evaluatesTheAverage() throws {
    let engine = Engine.after(Self.start + ["train 3"])
    let plain = try #require(engine.execute("evaluate")?.report?.values)
    let average = try #require(engine.execute("evaluate weights=ema")?.report?.values)
    #expect(average.number("loss") != plain.number("loss"))
    let entry = try #require(engine.workspace.entry)
    let network = entry.run.companions[Companion.average]!.network(of: entry.network)
    let data = try #require(engine.workspace.data)
    let found = try Evaluation.run(
      network, on: data.dataset.test, of: data.dataset, for: Classify())
    #expect(average.number("loss") == found.loss)
    for (parameter, own) in zip(network.parameters, entry.network.parameters) {
      #expect(parameter.keptCount == own.keptCount)
    }
    let bare = Engine.after(["data moons train=64 test=40", "network mlp 8", "train 1"])
    #expect(bare.execute("evaluate weights=ema")?.diagnostic?.code == "no-average")
    #expect(bare.workspace.entry?.run.companions.isEmpty == true)
  }
}
