import Foundation
import TestSupport
import Testing

@testable import Costs

/// RAPL on recorded trees: virtual machines have none of their own.
@Suite struct PowercapTests {
  @Test func packageAndMemoryAndNothingTwice() throws {
    let tree = try FakePowercap.laptop()
    let meter = try PowercapMeter(folder: tree.folder)
    #expect(meter.zones.map(\.name) == ["package-0", "dram"])
    #expect(meter.source == "RAPL package-0 + dram")
    #expect(meter.kind == .measured)
    var reading = try meter.start()
    // Two joules of the package, of which the cores had 1.5; half a joule of the memory.
    try tree.set("intel-rapl:0", 3_000_000)
    try tree.set("intel-rapl:0:0", 2_000_000)
    try tree.set("intel-rapl:0:2", 700_000)
    try tree.set("intel-rapl:1", 9_000_000)
    let span = try reading.energy(elapsed: Seconds(1))
    #expect(abs(span.processor.value - 2) < 1e-12)
    #expect(abs(try #require(span.memory).value - 0.5) < 1e-12)
    #expect(abs(span.joules.value - 2.5) < 1e-12)
    #expect(span.isResolved)
    // Two zones of 61 µJ and a millisecond of 2.5 W.
    #expect(abs(try #require(span.resolution).value - (2 * 0x1p-14 + 2.5e-3)) < 1e-9)
    let figure = try #require(span.figure(of: meter))
    #expect(figure.description == "2.5 J ± 2.6 mJ (measured, RAPL package-0 + dram)")
  }

  /// Links of a class folder beside the real, nested folders; a second interface to the package.
  @Test func nestedAndSecondInterfaces() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl-mmio:0", "package-0", 5)
    try tree.zone("intel-rapl/intel-rapl:0", "package-0", 1)
    try tree.zone("intel-rapl/intel-rapl:0/intel-rapl:0:0", "dram", 2)
    try tree.zone("intel-rapl/intel-rapl:1", "package-1", 3)
    try tree.zone("intel-rapl/intel-rapl:1/intel-rapl:1:0", "dram", 4)
    for name in ["intel-rapl:0", "intel-rapl:1"] {
      try FileManager.default.createSymbolicLink(
        atPath: tree.folder + "/" + name, withDestinationPath: "intel-rapl/" + name)
    }
    let meter = try PowercapMeter(folder: tree.folder)
    #expect(
      meter.zones.map(\.identifier)
        == ["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:1", "intel-rapl:1:0"])
  }

  @Test func aCounterThatStartsOver() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 900_000, range: 1_000_000)
    let meter = try PowercapMeter(folder: tree.folder)
    var reading = try meter.start()
    try tree.set("intel-rapl:0", 300_000)
    #expect(abs(try reading.energy(elapsed: Seconds(1)).joules.value - 0.4) < 1e-12)
    // Looked at in between, it may start over once more.
    try tree.set("intel-rapl:0", 100_000)
    let span = try reading.energy(elapsed: Seconds(2))
    #expect(abs(span.joules.value - 1.2) < 1e-12)
    #expect(span.memory == nil)
  }

  /// The machine slept, or a driver was loaded anew: what passed is not known. Taken for a counter
  /// that started over at its range it would be 35.6 kJ.
  @Test func aCounterThatIsSetBack() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 30_000_000_000, range: 65_532_610_987)
    let meter = try PowercapMeter(folder: tree.folder)
    // Twenty watts for two seconds, then from nothing on; looked at once, or each second.
    var once = try meter.start()
    var often = try meter.start()
    try tree.set("intel-rapl:0", 30_000_000_000 + 40_000_000)
    #expect(abs(try often.energy(elapsed: Seconds(2)).joules.value - 40) < 1e-9)
    try tree.set("intel-rapl:0", 20_000_000)
    let jumped = EnergyMeterError.jumped(path: tree.folder + "/intel-rapl:0/energy_uj")
    #expect(throws: jumped) { try often.energy(elapsed: Seconds(3)) }
    try tree.set("intel-rapl:0", 98_000_000)
    #expect(throws: jumped) { try once.energy(elapsed: Seconds(6.9)) }
    // Begun anew it tells again.
    var again = try meter.start()
    try tree.set("intel-rapl:0", 138_000_000)
    #expect(abs(try again.energy(elapsed: Seconds(2)).joules.value - 40) < 1e-9)
  }

  /// A whole range of a machine, at its end.
  @Test func aLargeCounterThatStartsOver() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 65_532_610_987 - 8_000_000, range: 65_532_610_987)
    var reading = try PowercapMeter(folder: tree.folder).start()
    try tree.set("intel-rapl:0", 12_000_000)
    #expect(abs(try reading.energy(elapsed: Seconds(1)).joules.value - 20) < 1e-9)
  }

  @Test func aCounterThatRunsAhead() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 0)
    let meter = try PowercapMeter(folder: tree.folder)
    var most = try meter.start()
    var more = try meter.start()
    try tree.set("intel-rapl:0", 1_000_000_000)
    #expect(abs(try most.energy(elapsed: Seconds(1)).joules.value - 1000) < 1e-9)
    try tree.set("intel-rapl:0", 1_200_000_000)
    #expect(throws: EnergyMeterError.self) { try more.energy(elapsed: Seconds(1)) }
  }

  /// A package that works uses something each second; memory of some machines never tells.
  @Test func aCounterThatStandsStill() throws {
    let tree = try FakePowercap.laptop()
    var reading = try PowercapMeter(folder: tree.folder).start()
    try tree.set("intel-rapl:0", 2_000_000)
    #expect(try reading.energy(elapsed: Seconds(1)).processor.value == 1)
    #expect(try reading.energy(elapsed: Seconds(2.9)).processor.value == 1)
    #expect(throws: EnergyMeterError.stuck(path: tree.folder + "/intel-rapl:0/energy_uj")) {
      try reading.energy(elapsed: Seconds(3))
    }
  }

  /// What changes while it is read.
  @Test func aReaderHook() throws {
    let tree = try FakePowercap.laptop()
    let counter = Counter()
    let meter = try PowercapMeter(folder: tree.folder) { (path) throws(EnergyMeterError) in
      path.hasSuffix("intel-rapl:0/energy_uj")
        ? "\(counter.next() * 2_000_000)" : try PowercapZone.read(path)
    }
    var reading = try meter.start()
    #expect(try reading.energy(elapsed: Seconds(1)).processor == Joules(2))
    #expect(try reading.energy(elapsed: Seconds(2)).processor == Joules(4))
  }

  @Test func idlePowerIsTakenOff() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 0)
    let meter = try PowercapMeter(folder: tree.folder)
    var rest = try meter.start()
    try tree.set("intel-rapl:0", 4_000_000)
    let idle = IdlePower(try rest.energy(elapsed: Seconds(2)))
    #expect(idle.power == Watts(2))
    #expect(abs(idle.uncertainty.value - (0x1p-14 + 2e-3) / 2) < 1e-12)
    var work = try meter.start()
    try tree.set("intel-rapl:0", 34_000_000)
    let figure = try #require(work.energy(elapsed: Seconds(3)).figure(of: meter, idle: idle))
    #expect(abs(figure.value - 24) < 1e-9)
    #expect(figure.source == "RAPL package-0, less 2.0 W idle")
    #expect(
      abs(try #require(figure.uncertainty) - (0x1p-14 + 10e-3 + 3 * idle.uncertainty.value)) < 1e-9)
  }

  @Test(arguments: [(0, 1.0), (500, 1.0), (50_000, 0.005)])
  func shortRunsAreBelowTheResolution(_ microjoules: UInt64, _ seconds: Double) throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 0)
    let meter = try PowercapMeter(folder: tree.folder)
    var reading = try meter.start()
    try tree.set("intel-rapl:0", microjoules)
    let span = try reading.energy(elapsed: Seconds(seconds))
    #expect(!span.isResolved)
    #expect(span.figure(of: meter) == nil)
  }

  @Test func absent() throws {
    let tree = FakePowercap()
    #expect(throws: EnergyMeterError.absent(path: tree.folder)) {
      try PowercapMeter(folder: tree.folder)
    }
    try tree.zone("intel-rapl:0", "psys", 1)
    #expect(throws: EnergyMeterError.absent(path: tree.folder)) {
      try PowercapMeter(folder: tree.folder)
    }
  }

  /// Root may read every file, so a folder stands where none can be read.
  @Test func denied() throws {
    let tree = try FakePowercap.laptop()
    let file = tree.folder + "/intel-rapl:0/energy_uj"
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    let error = #expect(throws: EnergyMeterError.self) { try PowercapMeter(folder: tree.folder) }
    #expect(error == .unreadable(path: file))
    #expect(error?.description.contains("only root may") == true)
    #expect(error?.hint.contains("sudo chmod a+r \(file)") == true)
  }

  @Test func vanishedInBetween() throws {
    let tree = try FakePowercap.laptop()
    let meter = try PowercapMeter(folder: tree.folder)
    var reading = try meter.start()
    try FileManager.default.removeItem(atPath: tree.folder + "/intel-rapl:0:2")
    #expect(throws: EnergyMeterError.vanished(path: tree.folder + "/intel-rapl:0:2/energy_uj")) {
      try reading.energy(elapsed: Seconds(1))
    }
  }

  @Test(arguments: ["", "many", "-5", "1.5", "99999999999999999999", "262143328851", "0x10"])
  func malformed(_ text: String) throws {
    let tree = try FakePowercap.laptop()
    try tree.set("intel-rapl:0", text: text)
    let error = #expect(throws: EnergyMeterError.self) { try PowercapMeter(folder: tree.folder) }
    #expect(error == .malformed(path: tree.folder + "/intel-rapl:0/energy_uj"))
    #expect(error?.description.contains("microjoules, and holds none") == true)
  }

  @Test func aRangeOfNothing() throws {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 0, range: 0)
    #expect(throws: EnergyMeterError.self) { try PowercapMeter(folder: tree.folder) }
  }

  @Test func timeTimesWatts() throws {
    let meter = TimedMeter()
    var reading = meter.start()
    let span = try reading.energy(elapsed: Seconds(0.41))
    #expect(span.figure(of: meter)?.description == "3.1 J (assumed, time × 7.5 W)")
    let calibrated = TimedMeter(power: Watts(65), origin: "data sheet")
    #expect(calibrated.source == "time × 65.0 W, data sheet")
    let idle = IdlePower(power: Watts(5))
    var other = calibrated.start()
    let figure = try other.energy(elapsed: Seconds(2)).figure(of: calibrated, idle: idle)
    #expect(figure?.value == 120)
    #expect(figure?.uncertainty == nil)
  }

  private final class Counter: @unchecked Sendable {
    private var value: UInt64 = 0
    private let lock = NSLock()

    func next() -> UInt64 {
      lock.lock()
      defer { lock.unlock() }
      value += 1
      return value
    }
  }
}
