import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@testable import Notebook
@testable import Workspaces

/// Weights beside a session that are not those of `save`.
@Suite struct BesideFileTests {
  /// Numbers with a good checksum that no typed line leads to: refused, and the lines run again.
  @Test(arguments: [
    ("position", "batch", -5), ("position", "step", -7), ("position", "epoch", Int.max),
    ("stretches", "steps", 1 << 62), ("stretches", "batch", 0), ("horizon", "start", Int.min),
    ("input", "channels", 1 << 40), ("epochs", "epoch", -1),
  ])
  func forgedWeightsAreNotUsed(_ part: String, _ key: String, _ value: Int) throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let engine = Engine()
    for line in RoundTripTests.points + ["train 1", "save \(path)"] { _ = engine.execute(line) }
    let beside = URL(fileURLWithPath: scratch.path + "/run.safetensors")
    var file = try SafetensorsFile(beside.path).contents()
    let text = Data((file.metadata["pollard"] ?? "").utf8)
    var archive = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    var networks = try #require(archive["networks"] as? [[String: Any]])
    let found = networks[0][part]
    var fields = try #require(found as? [String: Any] ?? (found as? [[String: Any]])?.first)
    #expect(fields[key] != nil)
    fields[key] = value
    if found is [[String: Any]] { networks[0][part] = [fields] } else { networks[0][part] = fields }
    archive["networks"] = networks
    file.metadata["pollard"] = String(
      decoding: try JSONSerialization.data(withJSONObject: archive), as: UTF8.self)
    file.metadata["checksum"] = WorkspaceArchive.checksum(file)
    try Data(file.bytes).write(to: beside)
    let other = Engine()
    let turn = try #require(other.execute("open \(path)"))
    #expect(turn.report?["restored"] == false)
    #expect(turn.warnings.first?.contains("out of range") == true, "\(turn.warnings)")
    #expect(other.execute("train 1")?.isSuccess == true)
  }

  @Test func weightsOfOthersAreSpared() throws {
    let scratch = Scratch()
    let path = scratch.file("run.pollard")
    let beside = URL(fileURLWithPath: scratch.path + "/run.safetensors")
    var foreign = Safetensors()
    foreign.metadata["format"] = "pt"
    foreign["w"] = Tensor([2])
    try Data(foreign.bytes).write(to: beside)
    let engine = Engine()
    _ = engine.execute("network mlp 4 input=2 classes=2")
    #expect(engine.execute("save \(path)")?.diagnostic?.code == "file-exists")
    #expect([UInt8](try Data(contentsOf: beside)) == foreign.bytes)
    #expect(scratch.read("run.pollard").isEmpty)
    #expect(engine.execute("save \(path) minimal")?.isSuccess == true)
    try FileManager.default.removeItem(at: beside)
    for _ in 0..<2 { #expect(engine.execute("save \(path)")?.isSuccess == true) }
  }
}
