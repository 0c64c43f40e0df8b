import Foundation
import TestSupport
import Testing

@testable import Costs

/// Which instrument of a machine is read, and the thread that looks at a sensor.
@Suite struct EnergyMetersTests {
  private static func source(
    _ powercap: String?, _ hwmon: String?, _ batteries: String?
  ) throws -> String {
    try EnergyMeters.find(powercap: powercap, hwmon: hwmon, batteries: batteries).source
  }

  @Test func theBestComesFirst() throws {
    let counters = try FakePowercap.laptop()
    let board = try FakeSensors.jetson()
    let laptop = try FakeSensors.laptop()
    let nothing = FakePowercap()
    #expect(
      try Self.source(counters.folder, board.folder, laptop.folder) == "RAPL package-0 + dram")
    #expect(
      try Self.source(nothing.folder, board.folder, laptop.folder) == "hwmon ina3221 VDD_IN")
    #expect(try Self.source(nothing.folder, nothing.folder, laptop.folder) == "battery BAT0")
    #expect(try Self.source(nil, nil, laptop.folder) == "battery BAT0")
    #expect(try Self.source(nil, board.folder, nil) == "hwmon ina3221 VDD_IN")
  }

  @Test func withoutAnyTheCountersAreMissed() throws {
    let nothing = FakePowercap()
    let thermometer = FakeSensors()
    try thermometer.device("hwmon0", ["name": "nic", "temp1_input": "45000"])
    #expect(throws: EnergyMeterError.absent(path: nothing.folder)) {
      try Self.source(nothing.folder, thermometer.folder, nothing.folder)
    }
    #expect(throws: EnergyMeterError.sensor(path: thermometer.folder, .absent)) {
      try Self.source(nil, thermometer.folder, nil)
    }
    // One that is there and tells nothing is named before those that are not.
    let laptop = try FakeSensors.laptop()
    try laptop.set("BAT0/status", "Charging")
    #expect(throws: EnergyMeterError.sensor(path: laptop.folder + "/BAT0", .plugged)) {
      try Self.source(nothing.folder, thermometer.folder, laptop.folder)
    }
    // Counters that only root may read, before those.
    let denied = try FakePowercap.laptop()
    let file = denied.folder + "/intel-rapl:0/energy_uj"
    try FileManager.default.removeItem(atPath: file)
    try FileManager.default.createDirectory(atPath: file, withIntermediateDirectories: true)
    #expect(throws: EnergyMeterError.unreadable(path: file)) {
      try Self.source(denied.folder, thermometer.folder, laptop.folder)
    }
  }

  /// How often a sensor was looked at, and for how long.
  private final class Looks: Sendable {
    private let lock = NSLock()
    private nonisolated(unsafe) var number = 0

    var count: Int { lock.withLock { number } }
    func add() { lock.withLock { number += 1 } }
  }

  private struct Counted: PowerSensor {
    let looks: Looks
    let source = "a test"
    let interval = Seconds.zero

    func sample() throws(EnergyMeterError) -> PowerSample {
      looks.add()
      return PowerSample(power: Watts(5), step: .zero)
    }
  }

  /// A thread looks for as long as the reading is held, however seldom joules are asked for.
  @Test func aThreadLooksInBetween() throws {
    let looks = Looks()
    let meter = try PowerSensorMeter(Counted(looks: looks), period: Seconds(0.005))
    let before = looks.count
    var reading: (any EnergyReading)? = try meter.start()
    let start = SuspendingClock.now
    while looks.count < before + 20, SuspendingClock.now - start < .seconds(30) {
      Thread.sleep(forTimeInterval: 0.005)
    }
    let passed = (SuspendingClock.now - start).components
    let seconds = Seconds(Double(passed.seconds) + Double(passed.attoseconds) * 1e-18)
    #expect(looks.count >= before + 20)
    let joules = try #require(try reading?.energy(elapsed: seconds)).joules
    #expect(abs(joules.value - 5 * seconds.value) < 0.1 * 5 * seconds.value + 0.05)
    reading = nil
    // Whatever was on its way has arrived by then.
    Thread.sleep(forTimeInterval: 0.1)
    let after = looks.count
    Thread.sleep(forTimeInterval: 0.1)
    #expect(looks.count == after)
  }

  /// What the thread met is told to whoever asks next, even if the sensor is well again.
  @Test func theThreadTellsWhatItMet() throws {
    let tree = try FakeSensors.jetson()
    let sensor = try HwmonSensor(folder: tree.folder, read: PowercapZone.read)
    let meter = try PowerSensorMeter(sensor, period: Seconds(0.005))
    var reading = try meter.start()
    try tree.set("hwmon1/curr1_input", "wombat")
    Thread.sleep(forTimeInterval: 1)
    try tree.set("hwmon1/curr1_input", "2000")
    #expect(throws: EnergyMeterError.self) { try reading.energy(elapsed: Seconds(0.2)) }
  }
}
