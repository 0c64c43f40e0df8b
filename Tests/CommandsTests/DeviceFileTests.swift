import Costs
import Foundation
import Language
import Networks
import TestSupport
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Sessions
@testable import Workspaces

/// Profiles in files: fitted to measurements, measured here, read as data.
@Suite struct DeviceFileTests {
  static let networks = [
    "lenet5", "mlp 300 100 input=1x28x28 classes=10", "convnet",
    "resnet20 input=3x32x32 classes=10",
    "resnet20 input=3x32x32 classes=10 width=0.5", "vgg16 input=3x32x32 classes=10", "resnet18",
    "mobilenetv2",
  ]

  /// Measurements that a board of known prices would give.
  private static func table(_ networks: [String] = networks) throws -> String {
    let device = try #require(DeviceCatalog.find("raspberry-pi-4-fp32"))
    let rows = try networks.map { line in
      let counts = ProductCounts(try MeasurementTable.preset(line).ownWork)
      let energy = EnergyModel(device).inference(
        try MeasurementTable.preset(line).ownWork
      ).perImage
      let sum = try #require(device.joules(of: counts))
      #expect(abs(sum / energy.joules.value - 1) < 1e-12)
      return "\(line),1,\(energy.joules.value),\(energy.seconds.value)"
    }
    return (["network,batch,joules,seconds"] + rows).joined(separator: "\n") + "\n"
  }

  private static func write(_ text: String, _ name: String, _ scratch: Scratch) throws -> String {
    let path = scratch.file(name)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// The prices that made the rows are found, and the file is a device like any other.
  @Test func calibrated() throws {
    let scratch = Scratch()
    let csv = try Self.write(Self.table(), "board.csv", scratch)
    let file = scratch.file("board.device")
    let engine = Engine.after(["network resnet20 input=3x32x32 classes=10"])
    let report = try engine.report("energy calibrate from=\(csv) to=\(file)")
    #expect(report["basis"] == "fitted" && report["name"] == "board")
    #expect(try #require(report.values.number("joules_median_error")) < 1e-6)
    let own = try engine.report("energy on=\(file)")
    let catalog = try engine.report("energy on=raspberry-pi-4-fp32")
    let joules = try #require(catalog.values.number("joules"))
    #expect(abs(try #require(own.values.number("joules")) / joules - 1) < 1e-6)
    #expect(own.shown.contains("fitted on 8 networks, each network left out in turn"))
    #expect(try engine.report("devices \(file)")["basis"] == "fitted")
    let prune = try engine.report("prune consensus target=20% of=joules on=\(file)")
    #expect(prune["device"] == "board")
  }

  /// One error each, with the line and a reason; no file is written.
  @Test(arguments: [
    ("network,batch,joules\nlenet5,1,1\n", "too few"),
    ("network,batch,joules\nlenet5,1,1\nlenet5,1,2\n", "line 3",),
    ("network,batch,joules\nlenet5,1,-1\n", "not positive"),
    ("network,batch,joules\nlenet5,1,0\n", "not positive"),
    ("network,batch,joules\nlenet5,1,12mJ\n", "no number of joules"),
    ("network,batch,joules\nlenet5,1,nan\n", "no number of joules"),
    ("network,batch,joules\nlenet5,0,1\n", "no batch"),
    ("network,batch,joules\nnothing,1,1\n", "no preset"),
    ("network,batch,joules\nlenet5 depth=3,1,1\n", "nothing that ‘lenet5’ takes"),
    ("network,batch,millijoules\nlenet5,1,1\n", "millijoules"),
    ("network,batch\nlenet5,1\n", "no column ‘joules’"),
    ("network,batch,joules,device\nlenet5,1,1,a\nconvnet,1,1,b\n", "another device"),
    ("network,batch,joules\nlenet5,1\n", "2 cells"),
    ("", "board.csv"),
    (
      "network,batch,joules,seconds\nlenet5,1,1,1\nconvnet,1,1,1\nresnet20,1,1,1\n"
        + "vgg16,1,1000,1\n", "units"
    ),
    ("network,batch,joules\n../../etc/passwd.json,1,1\n", "passwd"),
  ])
  func refused(_ table: String, _ reason: String) throws {
    let scratch = Scratch()
    let csv = try Self.write(table, "board.csv", scratch)
    let file = scratch.file("board.device")
    let turn = try #require(Engine().execute("energy calibrate from=\(csv) to=\(file)"))
    let diagnostic = try #require(turn.diagnostic)
    #expect("\(diagnostic.message)".contains(reason), "\(diagnostic.message)")
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test(arguments: [
    ("energy calibrate from=a.csv", "missing-argument"),
    ("energy calibrate to=a.device", "missing-argument"),
    ("energy calibrate from=a.csv to=a.device watts=3", "bad-value"),
    ("energy calibrate from=a.csv to=a.txt", "bad-value"),
    ("energy calibrate from=a.csv to=horowitz-45nm.device", "bad-value"),
    ("energy calibrate from=a.csv to=Board.device", "bad-value"),
    ("set device=rtx-6000-training", "bad-value"),
    ("set device=abacus", "bad-value"),
    ("devices operations layers", "bad-value"),
    ("devices check phone-core layers", "bad-value"),
    ("plot check on=phone-core", "nothing-to-plot"),
    ("benchmark training to=a.device", "bad-value"),
    ("prune consensus target=30% of=seconds on=this-machine", "bad-device"),
    ("energy on=rtx-6000-training", "bad-device"),
    ("prune consensus target=30% on=odroid", "bad-value"),
  ])
  func mistakes(_ line: String, _ code: String) throws {
    let engine = Engine.after(["network lenet5"])
    #expect(try #require(engine.execute(line)?.diagnostic, "\(line)").code.description == code)
  }

  /// What is no profile is refused with a reason, whatever stands in it.
  @Test(arguments: [
    "", "{", "[]", "{\"format\": \"pollard device 2\"}", "null", "\u{0}",
    "{\"format\": \"pollard device 1\", \"profile\": {}}",
    String(repeating: "[", count: 100_000),
  ])
  func forged(_ text: String) throws {
    let scratch = Scratch()
    let file = try Self.write(text, "forged.device", scratch)
    let engine = Engine.after(["network lenet5"])
    #expect(engine.execute("energy on=\(file)")?.diagnostic != nil)
  }

  /// A sound file with one thing spoilt.
  @Test(arguments: [
    ("\"value\" : 4\n", "\"value\" : -4\n"), ("\"value\" : 4\n", "\"value\" : 1e999\n"),
    ("\"name\" : \"board\"", "\"name\" : \"horowitz-45nm\""),
    ("\"name\" : \"board\"", "\"name\" : \"../board\""),
    ("\"unit\" : \"J\"", "\"unit\" : \"W\""), ("\"kind\" : \"estimated\"", "\"kind\" : \"exact\""),
    ("\"leavesOut\" : \"", "\"leavesOut\" : \"\\n"), ("\"additive\"", "\"multiplicative\""),
  ])
  func spoilt(_ part: String, _ other: String) throws {
    let scratch = Scratch()
    let csv = try Self.write(Self.table(), "board.csv", scratch)
    let file = scratch.file("board.device")
    let engine = Engine.after(["network lenet5"])
    _ = try engine.report("energy calibrate from=\(csv) to=\(file)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(text.contains(part), "\(part)")
    try text.replacing(part, with: other).write(toFile: file, atomically: true, encoding: .utf8)
    #expect(engine.execute("energy on=\(file)")?.diagnostic?.code.description == "bad-device")
  }

  /// The layers of a measured profile with times that no other program disturbs.
  private static func exact(_ file: String, _ scratch: Scratch) throws -> String {
    var form = try #require(try DeviceFile(file).profile.measuredLayers)
    for index in form.entries.indices {
      let entry = form.entries[index]
      form.entries[index].seconds = entry.inputs.map { reads in
        entry.outputs.map { makes in 1e-5 + 1e-7 * reads * makes }
      }
    }
    let profile = DeviceProfile(
      name: "exact", summary: "layers of known times", leavesOut: "everything else",
      basis: .fitted, form: .measuredLayers(form))
    return try write(DeviceFile.text(profile), "exact.device", scratch)
  }

  /// Layers measured here become a profile that chooses gates; it knows its layers and its batch.
  @Test func measuredLayers() throws {
    let scratch = Scratch()
    let file = scratch.file("here.device")
    let engine = Engine.after([
      "data shapes train=128 test=40 batch=16", "network convnet width=0.5",
    ])
    let report = try engine.report("benchmark layers to=\(file) batch=16 rounds=3")
    #expect(report["kinds"] == .integer(4) && report["batch"] == .integer(16))
    let energy = try engine.report("energy on=\(file)")
    #expect(energy["batch"] == .integer(16))
    #expect(energy.values.number("seconds") ?? 0 > 0)
    #expect(engine.execute("energy on=\(file) batch=1")?.diagnostic?.code == .badValue)
    let other = try Self.exact(file, scratch)
    let prune = try engine.report("prune consensus target=20% of=seconds on=\(other)")
    #expect(prune["of"] == "seconds" && prune["unit"] == "s" && prune["batch"] == .integer(16))
    _ = try engine.report("train 20")
    let compact = try engine.report("compact as=small")
    #expect(abs(try #require(compact.values.number("achieved")) - 0.2) <= 0.02)
    #expect(compact.values.number("seconds_before") ?? 0 > compact.values.number("seconds") ?? 0)
    _ = try engine.report("network resnet20 width=0.5")
    #expect(engine.execute("energy on=\(file)")?.diagnostic?.code.description == "bad-device")
  }

  /// The header has the checksum; another file is no device of this session.
  @Test func theHeaderKnowsTheFile() throws {
    let scratch = Scratch()
    let csv = try Self.write(Self.table(), "board.csv", scratch)
    let file = scratch.file("board.device")
    let engine = Engine.after(["network lenet5"])
    _ = try engine.report("energy calibrate from=\(csv) to=\(file)")
    _ = try engine.report("energy on=\(file)")
    let session = scratch.file("run.pollard")
    _ = try engine.report("save \(session)")
    let read = try SessionFile.read(session)
    let header = try #require(read.header?["device"])
    #expect(header.contains("board.device "))
    let scope = FileScope(folder: scratch.path, isTrusted: false)
    #expect(SessionDevices.obstacle(read, in: scope) == nil)
    let other = try Self.write(Self.table(Array(Self.networks.dropLast())), "other.csv", scratch)
    try FileManager.default.removeItem(atPath: file)
    #expect(SessionDevices.obstacle(read, in: scope)?.code == .missingData)
    _ = try engine.report("energy calibrate from=\(other) to=\(file)")
    let obstacle = try #require(SessionDevices.obstacle(read, in: scope))
    #expect(obstacle.code == .missingData && "\(obstacle.message)".contains("another device file"))
    #expect(engine.execute("open \(session)")?.diagnostic?.code == .missingData)
  }

  @Test func theDeviceThatIsSet() throws {
    let engine = Engine.after(["network lenet5"])
    #expect(try engine.report("energy")["device"] == "horowitz-45nm")
    _ = try engine.report("set device=raspberry-pi-4-fp32")
    let energy = try engine.report("energy")
    #expect(energy["device"] == "raspberry-pi-4-fp32" && energy["basis"] == "fitted")
    #expect(energy.values.number("uncertainty") ?? 0 > 0.05)
    #expect(try engine.report("energy on=phone-core")["basis"] == "assumed")
    #expect(try engine.report("energy on=horowitz-45nm")["uncertainty"] == .null)
    #expect(try engine.report("energy batch=8")["uncertainty"] == .null)
    let prune = try engine.report("prune consensus target=5% of=joules")
    #expect(prune["device"] == "raspberry-pi-4-fp32")
    #expect(try engine.report("energy training on=rtx-6000-training")["basis"] == "fitted")
  }

  @Test func whatToMeasure() throws {
    let report = try Engine().report("energy plan")
    let lines = report.rows("networks").compactMap { $0.word("network") }
    #expect(lines.count == 5 && Set(lines).count == 5)
    for line in lines { #expect((try? MeasurementTable.preset(line)) != nil) }
    #expect(try Engine().report("energy plan count=7").rows("networks").count == 7)
  }
}
