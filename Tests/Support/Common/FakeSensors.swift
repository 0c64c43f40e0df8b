import Foundation

/// A hwmon or power_supply tree of files in a folder of its own.
package final class FakeSensors {
  private let scratch = Scratch()

  package init() {}

  package var folder: String { scratch.path }

  /// Writes the files of a device, such as `hwmon0`, each with a line.
  package func device(_ name: String, _ files: [String: String]) throws {
    try FileManager.default.createDirectory(
      atPath: folder + "/" + name, withIntermediateDirectories: true)
    for (file, text) in files { try set("\(name)/\(file)", text) }
  }

  /// Writes a file of a device, in one go: whoever reads it meanwhile finds it whole.
  package func set(_ path: String, _ text: String) throws {
    try "\(text)\n".write(toFile: folder + "/" + path, atomically: true, encoding: .utf8)
  }

  /// Takes a file or a device away.
  package func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: folder + "/" + path)
  }

  /// A Jetson board: a monitor of three channels, the first the whole board (5 V · 2 A); a shunt
  /// and a sum beside them that are no powers; a thermometer.
  package static func jetson() throws -> FakeSensors {
    let tree = FakeSensors()
    try tree.device("hwmon0", ["name": "nic", "temp1_input": "45000"])
    try tree.device(
      "hwmon1",
      [
        "name": "ina3221", "update_interval": "7",
        "in1_label": "VDD_IN", "in1_input": "5000", "curr1_input": "2000",
        "in2_label": "VDD_CPU_GPU_CV", "in2_input": "5000", "curr2_input": "1000",
        "in3_label": "VDD_SOC", "in3_input": "5000", "curr3_input": "400",
        "in4_input": "10", "curr4_input": "3400", "in7_label": "sum of shunt voltages",
        "in7_input": "17",
      ])
    return tree
  }

  /// A laptop whose battery feeds it with 12 W, and the battery of its mouse.
  package static func laptop() throws -> FakeSensors {
    let tree = FakeSensors()
    try tree.device("AC", ["type": "Mains", "online": "0"])
    try tree.device(
      "BAT0", ["type": "Battery", "status": "Discharging", "power_now": "12000000"])
    try tree.device(
      "mouse",
      ["type": "Battery", "scope": "Device", "status": "Charging", "power_now": "500000"])
    return tree
  }
}
