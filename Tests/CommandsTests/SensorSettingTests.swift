import Costs
import Foundation
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook
@testable import Workspaces

/// `set hwmon=` and `set batteries=`: which instrument holds, and what is said of it.
@Suite struct SensorSettingTests {
  @Test func whatIsNamedIsRead() throws {
    let board = try FakeSensors.jetson()
    let laptop = try FakeSensors.laptop()
    let counters = try FakePowercap.laptop()
    let engine = Engine.after(["set idle=1"])
    for (line, source) in [
      ("set batteries=\(laptop.folder)", "battery BAT0"),
      ("set hwmon=\(board.folder)", "hwmon ina3221 VDD_IN"),
      ("set hwmon=\(board.folder)/hwmon1", "hwmon ina3221 VDD_IN"),
      ("set powercap=\(counters.folder)", "RAPL package-0 + dram"),
    ] {
      let turn = try #require(engine.execute(line))
      #expect(turn.isSuccess && turn.warnings.isEmpty, "\(line): \(turn.warnings)")
      let gauge = EnergyGauge(engine.workspace)
      #expect(gauge.meter.source == source)
      #expect(gauge.problem == nil && gauge.idle?.power == Watts(1))
    }
    // The default's name is that of the whole ladder.
    for setting in [Setting.powercap, .hwmon] {
      #expect(engine.execute("set \(setting.key)=\(setting.defaultText)")?.isSuccess == true)
    }
    #expect(EnergyGauge(engine.workspace).meter.source == "battery BAT0")
  }

  @Test func whatTellsNothingIsSaidWithTheWayOut() throws {
    let laptop = try FakeSensors.laptop()
    try laptop.set("BAT0/status", "Charging")
    let engine = Engine.after([])
    let turn = try #require(engine.execute("set batteries=\(laptop.folder)"))
    #expect(turn.warnings.contains { $0.contains("BAT0") && $0.contains("unplug") })
    let gauge = EnergyGauge(engine.workspace)
    #expect(gauge.meter.kind == .assumed)
    #expect(gauge.problem == .sensor(path: laptop.folder + "/BAT0", .plugged))
    let nothing = FakeSensors()
    let other = try #require(Engine.after([]).execute("set hwmon=\(nothing.folder)"))
    #expect(other.warnings.contains { $0.contains("no sensor of the machine's power") })
  }

  /// A board is watched at rest for a second; a battery tells nothing in a time anybody waits.
  @Test func powerAtRest() throws {
    let board = try FakeSensors.jetson()
    let gauge = EnergyGauge(Engine.after(["set hwmon=\(board.folder)"]).workspace)
    let idle = try #require(gauge.idle)
    #expect(abs(idle.power.value - 10) < 0.1)
    #expect(idle.uncertainty < Watts(5))
    let laptop = try FakeSensors.laptop()
    let slow = EnergyGauge(Engine.after(["set batteries=\(laptop.folder)"]).workspace)
    #expect(slow.isInstrument && slow.idle == nil)
  }
}
