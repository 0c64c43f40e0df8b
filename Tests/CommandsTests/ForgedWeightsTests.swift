import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@testable import Notebook
@testable import Sessions
@testable import Workspaces

/// Weights beside a session whose checksum is right and whose contents are not what the session's
/// lines say.
@Suite struct ForgedWeightsTests {
  /// A session with weights, saved in a folder of its own.
  final class Saved {
    let scratch = Scratch()
    let path: String
    let beside: String

    init(_ lines: [String] = RoundTripTests.points + ["train 1", "checkpoint early"]) throws {
      path = scratch.file("run.pollard")
      beside = scratch.file("run.safetensors")
      let engine = Engine.after(lines)
      #expect(engine.execute("save \(path)")?.isSuccess == true)
    }

    /// Changes the state that the weights hold, and makes their checksum good.
    func forge(_ change: (inout [String: Any]) -> Void) throws {
      var file = try SafetensorsFile(beside).contents()
      let text = Data((file.metadata["pollard"] ?? "").utf8)
      var state = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
      change(&state)
      file.metadata["pollard"] = String(
        decoding: try JSONSerialization.data(withJSONObject: state), as: UTF8.self)
      file.metadata["checksum"] = WorkspaceArchive.checksum(file)
      try Data(file.bytes).write(to: URL(fileURLWithPath: beside))
    }

    func open() -> Turn? { Engine().execute("open \(path)") }
  }

  private func refused(_ saved: Saved, _ reason: String) {
    let turn = saved.open()
    #expect(turn?.report?["restored"] == false)
    #expect(turn?.warnings.first?.contains(reason) == true, "\(turn?.warnings ?? [])")
  }

  private static func network(
    _ state: inout [String: Any], _ change: (inout [String: Any]) -> Void
  ) {
    var networks = state["networks"] as! [[String: Any]]
    change(&networks[0])
    state["networks"] = networks
  }

  /// A log that no line names wrote what the next login shell ran.
  @Test func aLogThatNoLineNames() throws {
    let saved = try Saved()
    let profile = saved.scratch.file("profile")
    try saved.forge { $0["logFile"] = profile }
    refused(saved, "log to a file that no line names")
    let engine = Engine()
    _ = engine.execute("open \(saved.path)")
    _ = engine.execute("train 1")
    #expect(!FileManager.default.fileExists(atPath: profile))
  }

  /// A log outside the folder is not taken up from the weights either.
  @Test func aLogOutside() throws {
    let scratch = Scratch()
    let folder = scratch.file("in")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    let log = scratch.file("e.csv")
    let engine = Engine.after(RoundTripTests.points + ["log \(log)", "train 1"])
    #expect(engine.execute("save \(folder)/run.pollard")?.isSuccess == true)
    let before = scratch.read("e.csv")
    let other = Engine()
    let turn = other.execute("open \(folder)/run.pollard")
    #expect(turn?.report?["restored"] == true)
    #expect(turn?.report?["skipped"] == .array([.string("log ../e.csv")]))
    let told = (turn?.report).map(RecordingText.lines)?.map(\.text) ?? []
    #expect(told.contains { $0.hasPrefix("epochs are not logged: skipped ‘log ../e.csv’") })
    _ = other.execute("train 1")
    #expect(scratch.read("e.csv") == before)
    let trusting = Engine()
    #expect(trusting.execute("open \(folder)/run.pollard trust=on")?.report?["restored"] == true)
    _ = trusting.execute("train 1")
    #expect(scratch.read("e.csv").count > before.count)
  }

  @Test(arguments: ["`touch x`", "$(id)", "a b", "", "x\u{1B}[2J", "a\nb", "a,b"])
  func namesThatAreNone(_ name: String) throws {
    let network = try Saved()
    try network.forge { state in
      Self.network(&state) { $0["name"] = name }
      state["current"] = name
    }
    refused(network, "a name is out of range")
    let checkpoint = try Saved()
    try checkpoint.forge { state in
      var parts = state["checkpoints"] as! [[String: Any]]
      parts[0]["name"] = name
      state["checkpoints"] = parts
    }
    refused(checkpoint, "a name is out of range")
    let layer = try Saved()
    try layer.forge { state in
      Self.network(&state) { part in
        var lines = part["lines"] as! [String]
        lines[0] = lines[0].replacing(/name=\S+/, with: "name=\(name)")
        part["lines"] = lines
      }
    }
    #expect(layer.open()?.report?["restored"] == false)
    let parameter = try Saved()
    try parameter.forge { $0["parameters"] = [name: "1"] }
    #expect(parameter.open()?.report?["restored"] == false)
  }

  @Test func stateThatNoLineLeadsTo() throws {
    let forgeries: [(String, (inout [String: Any]) -> Void)] = [
      ("‘$a’", { $0["parameters"] = ["a": "1"] }),
      ("a setting", { $0["settings"] = ["disk": "1000TB"] }),
      ("a setting", { $0["settings"] = ["powercap": "/etc"] }),
      ("a setting", { $0["settings"] = ["hwmon": "/etc"] }),
      ("a setting", { $0["settings"] = ["batteries": "/etc"] }),
      ("a setting", { $0["settings"] = ["nonsense": "1"] }),
      ("‘source’", { $0["settings"] = ["source": "a\u{7}b"] }),
      (
        "data that no line names",
        { state in
          var data = state["data"] as! [String: Any]
          data["training"] = 1_000_000
          state["data"] = data
        }
      ),
      (
        "data that no line names",
        { state in
          var data = state["data"] as! [String: Any]
          data["name"] = "csv"
          data["file"] = "/etc/passwd"
          data["label"] = "1"
          state["data"] = data
        }
      ),
      (
        "the preset",
        { state in
          Self.network(&state) { $0["spec"] = "mlp `id`" }
        }
      ),
      (
        "cannot be built",
        { state in
          Self.network(&state) { part in
            part["lines"] = (part["lines"] as! [String]) + ["linear 1000000 name=huge"]
          }
        }
      ),
      (
        "tensors that no network has",
        { state in
          state["checkpoints"] = [[String: Any]]()
        }
      ),
    ]
    for (reason, change) in forgeries {
      let saved = try Saved()
      try saved.forge(change)
      refused(saved, reason)
    }
  }

  /// A header that speaks of more than there is, or of what no network needs, costs no reading.
  @Test func sizesThatAreNotThere() throws {
    let saved = try Saved()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: saved.beside))
    try bytes.dropLast(4).write(to: URL(fileURLWithPath: saved.beside))
    refused(saved, "no safetensors file")
    let handle = try #require(FileHandle(forWritingAtPath: saved.beside))
    try handle.truncate(atOffset: 3 << 30)
    try handle.close()
    refused(saved, "no safetensors file")
    // The same file in the place of what other commands ask about.
    let engine = Engine.after([ForeignWeightsTests.network])
    #expect(
      engine.execute("export \(saved.beside)")?.diagnostic?.code == "file-exists")
    #expect(engine.execute("import \(saved.beside)")?.diagnostic?.code == .badFile)
    #expect(engine.execute("save \(saved.path)")?.diagnostic?.code == "file-exists")
  }

  /// A link beside a session is not followed to another folder, neither read nor written.
  @Test func aLinkBeside() throws {
    let saved = try Saved()
    let other = try Saved()
    try FileManager.default.removeItem(atPath: saved.beside)
    try FileManager.default.createSymbolicLink(
      atPath: saved.beside, withDestinationPath: other.beside)
    refused(saved, "a link to a file in another folder")
    let before = try Data(contentsOf: URL(fileURLWithPath: other.beside))
    let engine = Engine.after(RoundTripTests.points)
    #expect(engine.execute("save \(saved.path)")?.diagnostic?.code == .cannotWrite)
    #expect(try Data(contentsOf: URL(fileURLWithPath: other.beside)) == before)
  }
}
