import Foundation
import TestSupport
import Testing

@testable import Costs

/// Sensors of boards and batteries on imitated trees, looked at by hand rather than by a thread.
@Suite struct PowerSensorTests {
  private static func hwmon(_ tree: FakeSensors, _ device: String = "") throws -> HwmonSensor {
    try HwmonSensor(folder: tree.folder + device, read: PowercapZone.read)
  }

  private static func battery(_ tree: FakeSensors) throws -> BatterySensor {
    try BatterySensor(folder: tree.folder, read: PowercapZone.read)
  }

  private static func fault(_ body: () throws -> Void) -> PowerSensorFault? {
    let error = #expect(throws: EnergyMeterError.self) { try body() }
    guard case .sensor(_, let fault)? = error else { return nil }
    return fault
  }

  // The sum over time

  /// A power that grows evenly: the trapezoids are exact, wherever the samples lie.
  @Test func aRampIsExact() {
    func ramp(_ time: Double) -> PowerSample {
      PowerSample(power: Watts(4 + 8 * time), step: Watts(1e-6))
    }
    var integral = PowerIntegral(ramp(0))
    for time in [0.125, 0.25, 0.75, 1, 2.5, 4] { integral.add(ramp(time), at: Seconds(time)) }
    // 4 t + 4 t² at 4 s.
    #expect(integral.joules == Joules(80))
    #expect(integral.gap == Seconds(1.5))
    // Held from there on.
    #expect(integral.joules(at: Seconds(4.5)) == Joules(98))
    #expect(integral.joules(at: Seconds(3)) == Joules(80))
  }

  /// Two clocks that lie a little apart.
  @Test func aLateSampleSaysNothing() {
    var integral = PowerIntegral(PowerSample(power: Watts(2), step: .zero))
    integral.add(PowerSample(power: Watts(2), step: .zero), at: Seconds(1))
    integral.add(PowerSample(power: Watts(500), step: .zero), at: Seconds(0.5))
    integral.add(PowerSample(power: Watts(500), step: .zero), at: Seconds(1))
    integral.add(PowerSample(power: Watts(4), step: .zero), at: Seconds(2))
    #expect(integral.joules == Joules(5))
  }

  // Boards

  @Test func theInputOfABoardCountsAlone() throws {
    let tree = try FakeSensors.jetson()
    let sensor = try Self.hwmon(tree)
    #expect(sensor.source == "hwmon ina3221 VDD_IN")
    let sample = try sensor.sample()
    #expect(abs(sample.power.value - 10) < 1e-12)
    // 1 mV of 2 A and 1 mA of 5 V.
    #expect(abs(sample.step.value - 7e-3) < 1e-12)
    #expect(sensor.interval == Seconds(0.007))
    #expect(try PowerSensorMeter(hwmon: tree.folder).interval == Seconds(0.1))
    try tree.set("hwmon1/in1_label", "pom_5v_in")
    #expect(try Self.hwmon(tree).source == "hwmon ina3221 pom_5v_in")
  }

  /// Without an input of the board its parts add up, but for those that are switched off; pairs
  /// without a label are no rails.
  @Test func thePartsOfABoardAddUp() throws {
    let tree = try FakeSensors.jetson()
    try tree.set("hwmon1/in1_label", "VIN_SYS_5V0")
    try tree.set("hwmon1/in3_enable", "0")
    let sensor = try Self.hwmon(tree)
    #expect(sensor.source == "hwmon ina3221 VIN_SYS_5V0 + VDD_CPU_GPU_CV")
    #expect(abs(try sensor.sample().power.value - 15) < 1e-12)
    try tree.remove("hwmon1/in1_label")
    #expect(abs(try Self.hwmon(tree).sample().power.value - 5) < 1e-12)
  }

  @Test func powersGoBeforePairs() throws {
    let tree = FakeSensors()
    try tree.device(
      "hwmon2",
      [
        "name": "ina226", "power1_input": "3500000", "in1_input": "5000", "in1_label": "x",
        "curr1_input": "100",
      ])
    let sensor = try Self.hwmon(tree)
    #expect(sensor.source == "hwmon ina226")
    #expect(try sensor.sample() == PowerSample(power: Watts(3.5), step: Watts(1e-6)))
    try tree.set("hwmon2/label", "VDD_IN")
    #expect(try Self.hwmon(tree).source == "hwmon ina226 VDD_IN")
    try tree.set("hwmon2/power2_input", "1500000")
    #expect(try Self.hwmon(tree).source == "hwmon ina226 power1 + power2")
    #expect(try Self.hwmon(tree).sample().power == Watts(5))
    try tree.set("hwmon2/power2_label", "Power Total")
    #expect(try Self.hwmon(tree).source == "hwmon ina226 Power Total")
    #expect(try Self.hwmon(tree).sample().power == Watts(1.5))
  }

  @Test func anAverageIsAsOldAsItIsLong() throws {
    let tree = FakeSensors()
    try tree.device(
      "hwmon0",
      [
        "name": "power_meter", "power1_average": "180000000", "power1_average_interval": "2000",
        "power1_average_max": "1",
      ])
    let sensor = try Self.hwmon(tree)
    #expect(try sensor.sample().power == Watts(180))
    #expect(sensor.interval == Seconds(2))
  }

  /// A graphics card and the light of a network module are no machine, unless somebody says so.
  @Test(arguments: ["amdgpu", "sfp", "BAT0", "nvme", "xdpe12284"])
  func partsThatComputeNothingHere(_ name: String) throws {
    let tree = FakeSensors()
    try tree.device(
      "hwmon0",
      ["name": name, "power1_input": "9000000", "power1_label": "pin", "power2_input": "1"])
    #expect(Self.fault { _ = try Self.hwmon(tree) } == .absent)
    // Its input alone, not its output too.
    let sensor = try Self.hwmon(tree, "/hwmon0")
    #expect(sensor.source == "hwmon \(name) pin")
    #expect(try sensor.sample().power == Watts(9))
    // A board's monitor behind it is found.
    try tree.device("hwmon10", ["name": "ina219", "power1_input": "4000000"])
    try tree.device("hwmon9", ["name": "ina226", "power1_input": "2000000"])
    #expect(try Self.hwmon(tree).source == "hwmon ina226")
  }

  /// A rail that feeds another, and a board that would feed its supply.
  @Test func currentsBelowZero() throws {
    let tree = try FakeSensors.jetson()
    try tree.set("hwmon1/in1_label", "VIN_SYS_5V0")
    try tree.set("hwmon1/curr3_input", "-400")
    #expect(abs(try Self.hwmon(tree).sample().power.value - 13) < 1e-12)
    try tree.set("hwmon1/curr1_input", "-2000")
    #expect(Self.fault { _ = try Self.hwmon(tree).sample() } == .negative)
    #expect(Self.fault { _ = try PowerSensorMeter(hwmon: tree.folder) } == .negative)
  }

  @Test(arguments: ["", "many", "1.5", "0x10", "99999999999999999999", "200000000"])
  func malformed(_ text: String) throws {
    let tree = try FakeSensors.jetson()
    try tree.set("hwmon1/curr1_input", text)
    let error = #expect(throws: EnergyMeterError.self) {
      try PowerSensorMeter(hwmon: tree.folder)
    }
    #expect(error == .sensor(path: tree.folder + "/hwmon1/curr1_input", .malformed))
    #expect(error?.hint.contains("set hwmon=FOLDER") == true)
  }

  /// Names are printed, whoever wrote the files.
  @Test func namesArePlain() throws {
    let tree = FakeSensors()
    try tree.device(
      "hwmon0",
      ["name": "ina\u{1B}[2Jx\u{7}", "power1_input": "1", "power1_label": "total\nrm -rf ;"])
    #expect(try Self.hwmon(tree).source == "hwmon ina2Jx totalrm -rf")
  }

  @Test func unreadable() throws {
    let tree = try FakeSensors.jetson()
    try tree.remove("hwmon1/in1_input")
    try tree.device("hwmon1/in1_input", [:])
    #expect(Self.fault { _ = try PowerSensorMeter(hwmon: tree.folder) } == .unreadable)
    let nothing = FakeSensors()
    #expect(Self.fault { _ = try PowerSensorMeter(hwmon: nothing.folder) } == .absent)
    #expect(Self.fault { _ = try PowerSensorMeter(hwmon: nothing.folder + "/gone") } == .absent)
    #expect(Self.fault { _ = try PowerSensorMeter(batteries: nothing.folder) } == .absent)
  }

  // Batteries

  @Test func aBatteryThatFeedsTheMachine() throws {
    let tree = try FakeSensors.laptop()
    let sensor = try Self.battery(tree)
    #expect(sensor.source == "battery BAT0")
    #expect(try sensor.sample() == PowerSample(power: Watts(12), step: Watts(1e-3)))
    #expect(try PowerSensorMeter(batteries: tree.folder).interval == Seconds(1))
    // Drivers that say what leaves is below zero.
    try tree.set("BAT0/power_now", "-8000000")
    #expect(try sensor.sample().power == Watts(8))
  }

  @Test func currentTimesVoltage() throws {
    let tree = try FakeSensors.laptop()
    try tree.remove("BAT0/power_now")
    #expect(Self.fault { _ = try Self.battery(tree) } == .absent)
    try tree.set("BAT0/current_now", "-1500000")
    try tree.set("BAT0/voltage_now", "12000000")
    let sample = try Self.battery(tree).sample()
    #expect(abs(sample.power.value - 18) < 1e-12)
    #expect(abs(sample.step.value - 13.5e-3) < 1e-12)
  }

  /// Two that take turns: what discharges counts.
  @Test func twoBatteries() throws {
    let tree = try FakeSensors.laptop()
    try tree.device(
      "BAT1", ["type": "Battery", "status": "Not charging", "power_now": "0"])
    let sensor = try Self.battery(tree)
    #expect(sensor.source == "battery BAT0 + BAT1")
    #expect(try sensor.sample().power == Watts(12))
    try tree.set("BAT1/status", "Discharging")
    try tree.set("BAT1/power_now", "3000000")
    #expect(try sensor.sample().power == Watts(15))
    try tree.set("BAT0/status", "Charging")
    #expect(Self.fault { _ = try sensor.sample() } == .plugged)
  }

  @Test(arguments: ["Charging", "Full", "Not charging", "Unknown"])
  func aBatteryThatFeedsNothing(_ status: String) throws {
    let tree = try FakeSensors.laptop()
    try tree.set("BAT0/status", status)
    let error = #expect(throws: EnergyMeterError.self) {
      try PowerSensorMeter(batteries: tree.folder)
    }
    #expect(error == .sensor(path: tree.folder + "/BAT0", .plugged))
    #expect(error?.hint.contains("unplug") == true)
    #expect(error?.isOrdinary == true && error?.isAbsence == false)
  }

  /// A battery that helps a supply out.
  @Test func aSupplyBesideTheBattery() throws {
    let tree = try FakeSensors.laptop()
    try tree.set("AC/online", "1")
    #expect(Self.fault { _ = try PowerSensorMeter(batteries: tree.folder) } == .plugged)
  }

  // Spans

  /// A meter that nobody looks at in between.
  private static func byHand(_ sensor: any PowerSensor) throws -> any EnergyReading {
    try PowerSensorMeter(sensor, period: nil).start()
  }

  @Test func aSpanAndItsResolution() throws {
    let tree = try FakeSensors.jetson()
    let sensor = try Self.hwmon(tree)
    let meter = try PowerSensorMeter(sensor, period: nil)
    var reading = try meter.start()
    var span = EnergySpan.zero
    for tenth in 1...40 {
      // 10 W for two seconds, 20 W from then on.
      if tenth == 21 { try tree.set("hwmon1/curr1_input", "4000") }
      span = try reading.energy(elapsed: Seconds(Double(tenth) * 0.1))
    }
    #expect(abs(span.joules.value - 59.5) < 1e-9)
    #expect(span.memory == nil)
    // A tenth of a second of the mean power, and the larger step for four seconds: 1 mV · 4 A and
    // 1 mA · 5 V.
    let expected = 59.5 / 4 * 0.1 + 9e-3 * 4
    #expect(abs(try #require(span.resolution).value - expected) < 1e-9)
    let figure = try #require(
      span.figure(of: meter, idle: IdlePower(power: Watts(3), uncertainty: Watts(0.5))))
    #expect(abs(figure.value - 47.5) < 1e-9)
    #expect(figure.kind == .measured)
    #expect(figure.source == "hwmon ina3221 VDD_IN, less 3.0 W idle")
    #expect(abs(try #require(figure.uncertainty) - (expected + 2)) < 1e-9)
  }

  @Test func shortSpansAreBelowTheResolution() throws {
    let tree = try FakeSensors.jetson()
    var reading = try Self.byHand(try Self.hwmon(tree))
    for tenth in 1...10 {
      #expect(try !reading.energy(elapsed: Seconds(Double(tenth) * 0.1)).isResolved)
    }
    #expect(try reading.energy(elapsed: Seconds(1.1)).isResolved)
    // What was not looked at for long cannot be known well.
    #expect(try !reading.energy(elapsed: Seconds(4)).isResolved)
    let laptop = try FakeSensors.laptop()
    var slow = try Self.byHand(try Self.battery(laptop))
    for second in 1...10 {
      #expect(try !slow.energy(elapsed: Seconds(Double(second))).isResolved)
    }
    #expect(try slow.energy(elapsed: Seconds(11)).isResolved)
  }

  @Test func whatIsAskedTooOftenIsHeld() throws {
    let tree = try FakeSensors.jetson()
    var reading = try Self.byHand(try Self.hwmon(tree))
    try tree.set("hwmon1/curr1_input", "4000")
    let span = try reading.energy(elapsed: Seconds(0.005))
    #expect(abs(span.joules.value - 0.05) < 1e-12)
    #expect(try reading.energy(elapsed: .zero).joules == .zero)
  }

  @Test func vanishedInBetween() throws {
    let tree = try FakeSensors.jetson()
    var reading = try Self.byHand(try Self.hwmon(tree))
    _ = try reading.energy(elapsed: Seconds(1))
    try tree.remove("hwmon1")
    let path = tree.folder + "/hwmon1/in1_input"
    #expect(throws: EnergyMeterError.sensor(path: path, .vanished)) {
      try reading.energy(elapsed: Seconds(2))
    }
  }

  @Test func pluggedInInBetween() throws {
    let tree = try FakeSensors.laptop()
    var reading = try Self.byHand(try Self.battery(tree))
    _ = try reading.energy(elapsed: Seconds(1))
    try tree.set("AC/online", "1")
    #expect(Self.fault { _ = try reading.energy(elapsed: Seconds(2)) } == .plugged)
  }
}
