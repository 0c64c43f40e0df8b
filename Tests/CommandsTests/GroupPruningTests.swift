import Tensors
import TensorsTestSupport
import Testing

@testable import Notebook
@testable import Reports

/// Streams of a residual network, cut by groups from the prompt.
@Suite struct GroupPruningTests {
  /// By a criterion, or as a narrower network would have been typed.
  @Test(arguments: [
    "magnitude after=1", "random after=1", "slimming after=1", "gradual", "uniform",
  ])
  func methods(_ method: String) throws {
    let engine = Engine.after([
      "data shapes train=256 test=64 batch=32", "network resnet20 width=0.5",
      "prune \(method) target=50% of=macs granularity=group", "train 3",
    ])
    #expect(engine.execute("prune")?.report?.shown.contains("granularity=group") == true)
    let graph = try #require(engine.workspace.entry?.network.graph)
    let widths = ["conv1", "s2b3.conv2", "s3b2.conv2"].compactMap { name in
      graph.index(named: name).map { graph.nodes[$0].shape.channels }
    }
    #expect(widths.count == 3 && zip(widths, [8, 16, 32]).allSatisfy { $0 <= $1 })
    #expect(widths != [8, 16, 32])
    if method == "uniform" {
      // Shortcuts read all channels, and lead to the middle or beside it.
      #expect(zip(widths, [8, 16, 32]).allSatisfy { $0 < $1 })
      for node in graph.nodes where node.layer.text.contains("reads=") {
        #expect(node.layer.text.contains("reads=0-\(node.inputShapes[0].channels - 1) "))
      }
    }
    let report = try engine.report("compact as=small")
    #expect(report.values.number("max_abs_logit_difference") == 0)
    let achieved = try #require(report.values.number("achieved"))
    #expect(abs(achieved - 0.5) <= (method == "uniform" ? 0.05 : 0.02), "\(achieved)")
  }

  /// The target is met, the proof finds no difference, a stream is as narrow in all of its members,
  /// and threads change no digit.
  @Test(arguments: ["macs", "connections"]) func meetsItsTarget(_ kind: String) throws {
    func run(threads: Int) throws -> String {
      try Processor.using(threads: threads) {
        let engine = Engine.after([
          "data shapes train=256 test=64 batch=32", "network resnet20 width=0.25",
          "gate attach * granularity=group", "prune consensus target=50% of=\(kind)", "train 4",
        ])
        let report = try engine.report("compact as=small")
        #expect(report.values.number("max_abs_logit_difference") == 0)
        let achieved = try #require(report.values.number("achieved"))
        #expect(abs(achieved - 0.5) <= 0.02)
        let graph = try #require(engine.workspace.entry?.network.graph)
        func width(_ name: String) -> Int? {
          graph.index(named: name).map { graph.nodes[$0].shape.channels }
        }
        for stage in 1...3 {
          let widths = (1...3).map { width("s\(stage)b\($0).conv2") }
          #expect(Set(widths).count == 1)
        }
        #expect(width("conv1") == width("s1b1.conv2"))
        #expect([1, 2, 3].map { width("s\($0)b1.conv2") } != [4, 8, 16])
        return try engine.report("layers").shown + engine.report("evaluate").shown
      }
    }
    #expect(try run(threads: 1) == run(threads: 2))
  }
}
