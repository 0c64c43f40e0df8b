import Foundation
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Reports

/// `export FILE.json` and `export FILE.csv`.
@Suite struct AccountTests {
  static let points = ["data moons train=200 test=100", "network mlp 16 16"]
  static let pruned = points + ["prune consensus target=50% of=macs over=4"]

  private static func account(_ engine: Engine) throws -> [String: Any] {
    let scratch = Scratch()
    let path = scratch.file("a.json")
    #expect(engine.execute("export \(path)")?.diagnostic == nil)
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(engine.execute("export \(path)")?.isSuccess == true)
    return try #require(try JSONDecoder().decode(Exact.self, from: data).value as? [String: Any])
  }

  /// JSON as it stands there: JSONSerialization reads some numbers one step beside what is written.
  private struct Exact: Decodable {
    let value: Any

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = NSNull()
      } else if let flag = try? single.decode(Bool.self) {
        value = flag
      } else if let number = try? single.decode(Double.self) {
        value = number
      } else if let text = try? single.decode(String.self) {
        value = text
      } else if let list = try? single.decode([Exact].self) {
        value = list.map(\.value)
      } else {
        value = try single.decode([String: Exact].self).mapValues(\.value)
      }
    }
  }

  private static func number(_ value: Any?) -> Double { value as? Double ?? .nan }

  private static func sum(_ rows: [[String: Any]], _ key: String) -> Double {
    rows.reduce(0) { $0 + number($1[key]) }
  }

  /// Every figure is the one that its command gives, and rows add up to totals.
  @Test(arguments: [
    points, points + ["train 1"], pruned + ["train 2"], pruned + ["train 4"],
    pruned + ["train 4", "compact as=small", "train 1"],
    ["network resnet20 width=0.1", "gate attach * granularity=block"],
  ])
  func figuresAreThoseOfTheCommands(_ lines: [String]) throws {
    let engine = Engine.after(lines)
    let account = try Self.account(engine)
    let flops = try #require(engine.execute("flops")?.report)
    for key in [
      "macs", "macs_now", "macs_static", "flops", "connections", "connections_static", "parameters",
    ] {
      #expect(Self.number(account[key]) == flops.values.number(key), "\(key)")
    }
    let rows = try #require(account["layers"] as? [[String: Any]])
    for key in ["macs", "macs_static", "flops", "connections", "parameters"] {
      #expect(Self.sum(rows, key) == Self.number(account[key]), "\(key)")
    }
    let energy = try #require(account["energy"] as? [String: Any])
    let asked = try #require(engine.execute("energy")?.report)
    for key in [
      "joules", "dense_joules", "compute_joules", "memory_joules", "time_joules", "saved",
    ] {
      #expect(Self.number(energy[key]) == asked.values.number(key), "\(key)")
      if key != "saved" {
        #expect(abs(Self.sum(rows, key) / Self.number(energy[key]) - 1) < 1e-9, "\(key)")
      }
    }
    #expect(energy["kind"] as? String == "estimated")
    #expect((energy["source"] as? String)?.isEmpty == false)
    let devices = try #require(account["devices"] as? [[String: Any]])
    #expect(devices.count > 3 && devices.allSatisfy { Self.number($0["joules"]) > 0 })
    let training = try #require(account["training"] as? [String: Any])
    let trained = try #require(engine.execute("energy training")?.report)
    for key in ["joules", "dense_joules", "batches"] {
      #expect(Self.number(training[key]) == trained.values.number(key), "\(key)")
    }
    let epochs = try #require(training["epochs"] as? [[String: Any]])
    #expect(epochs.count == engine.workspace.entry?.epochs.count)
    #expect(epochs.map { Self.number($0["loss"]) } == engine.workspace.entry?.epochs.map(\.loss))
    let network = try #require(account["network"] as? [String: Any])
    #expect(network["lines"] as? [String] == engine.workspace.entry?.network.graph.lines)
  }

  @Test func gatesAndProof() throws {
    let engine = Engine.after(Self.pruned + ["train 2"])
    var account = try Self.account(engine)
    let gates = try #require(account["gates"] as? [String: Any])
    let consensus = engine.execute("gates")?.report?.values.number("consensus")
    #expect(Self.number(gates["consensus"]) == consensus)
    let decision = try #require(gates["decision"] as? [[String: Any]])
    #expect(decision.map { $0["layer"] as? String } == ["fc1", "fc2"])
    #expect((decision[0]["open"] as? [Bool])?.count == 16)
    #expect(account["compaction"] is NSNull)
    _ = engine.execute("train 2")
    account = try Self.account(engine)
    let method = try #require(account["method"] as? [String: Any])
    #expect(Self.number(method["target"]) == 0.5 && method["freeze"] is [String: Any])
    let report = try #require(engine.execute("compact as=small")?.report)
    account = try Self.account(engine)
    #expect(account["gates"] is NSNull)
    let compaction = try #require(account["compaction"] as? [String: Any])
    for key in ["target", "achieved", "macs_before", "macs", "connections", "parameters_before"] {
      #expect(Self.number(compaction[key]) == report.values.number(key), "\(key)")
    }
    let proof = try #require(compaction["proof"] as? [String: Any])
    for key in ["max_abs_logit_difference", "max_abs_logit", "argmax_agreement", "accuracy"] {
      #expect(Self.number(proof[key]) == report.values.number(key), "\(key)")
    }
    // The proof travels with the network, and with the session.
    let scratch = Scratch()
    let path = scratch.file("small.safetensors")
    let session = scratch.file("run.pollard")
    for line in ["export \(path)", "save \(session)"] { _ = engine.execute(line) }
    for line in ["import \(path)", "open \(session)"] {
      let other = Engine.after([line])
      let again = try #require(try Self.account(other)["compaction"] as? [String: Any])
      #expect(again as NSDictionary == compaction as NSDictionary, "\(line)")
    }
  }

  /// The account changes nothing, and nothing that it asked is an answer.
  @Test func askingLeavesNoTrace() throws {
    let engine = Engine.after(Self.pruned + ["train 1", "energy"])
    let looks = engine.workspace.entry?.lastLook
    _ = try Self.account(engine)
    #expect(engine.workspace.entry?.lastLook == looks)
    #expect(engine.lastAnswer?.line == "energy")
    #expect(engine.history.filter { $0.line.hasPrefix("energy") }.count == 1)
  }

  @Test func theWholeTrainingAsCSV() throws {
    let scratch = Scratch()
    let path = scratch.file("t.csv")
    let log = scratch.file("l.csv")
    let engine = Engine.after(Self.points)
    #expect(engine.execute("export \(path)")?.diagnostic?.code == "not-trained")
    for line in ["log \(log)", "train 1", "train 1 batches", "train until accuracy=1% max=2"] {
      #expect(engine.execute(line)?.isSuccess == true, "\(line)")
    }
    for _ in 0..<2 { #expect(engine.execute("export \(path)")?.diagnostic == nil) }
    func cells(_ name: String) -> [[String]] {
      scratch.read(name).replacing("\"", with: "").split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    let rows = cells("t.csv")
    #expect(rows[0] == EpochLog.course(Classify()) + ["test_accuracy", "validation_accuracy"])
    #expect(rows.map { Array($0.prefix(10)) } == cells("l.csv").map { Array($0.prefix(10)) })
    let found = rows.dropFirst().map { $0[$0.count - 2] }
    #expect(found == engine.workspace.entry?.epochs.map { $0.testMark.map { "\($0.value)" } ?? "" })
    // Neither takes the other's file.
    #expect(engine.execute("export \(log)")?.diagnostic?.code == "file-exists")
    #expect(engine.execute("log \(path)")?.diagnostic?.code == .cannotWrite)
  }
}
