import Costs
import Foundation
import TestSupport
import Testing

@testable import Workspaces

/// The machine at hand as a device.
@Suite struct ThisMachineTests {
  @Test func aProfileOfMeasuredFigures() throws {
    let caches = [
      CacheSize(level: 1, bytes: 32_768, sharers: 1),
      CacheSize(level: 2, bytes: 1_048_576, sharers: 1),
      CacheSize(level: 3, bytes: 33_554_432, sharers: 4),
    ]
    let device = ThisMachine.device(
      multiplyAddsPerSecond: 100e9, bytesPerSecond: 20e9, caches: caches, threads: 4,
      power: Watts(30))
    try device.validate()
    #expect(device.roofline!.caches.map(\.parts) == [4, 4])
    #expect(device.roofline!.onChipBytes.value == 33_554_432)
    #expect(device.roofline!.throughput.value == 60e9)
    #expect(abs(device.roofline!.multiplyAdd.value - 20 / 60e9) < 1e-15)
    #expect(device.roofline!.staticPower.value == 10)
    // A machine that tells no caches is described all the same.
    try ThisMachine.device(
      multiplyAddsPerSecond: 1e9, bytesPerSecond: 1e9, caches: [], threads: 1
    ).validate()
    #expect(throws: DeviceError.self) {
      try ThisMachine.device(
        multiplyAddsPerSecond: 1e9, bytesPerSecond: 1e9, caches: caches, threads: 1,
        power: Watts(-7)
      ).validate()
    }
  }

  @Test func cachesAsLinuxTellsThem() throws {
    let scratch = Scratch()
    let folder = scratch.file("cache")
    func write(_ index: Int, _ files: [String: String]) throws {
      let place = "\(folder)/index\(index)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for (name, text) in files {
        try (text + "\n").write(toFile: "\(place)/\(name)", atomically: true, encoding: .utf8)
      }
    }
    try write(0, ["level": "1", "type": "Data", "size": "48K", "shared_cpu_list": "0"])
    try write(1, ["level": "1", "type": "Instruction", "size": "64K", "shared_cpu_list": "0"])
    try write(2, ["level": "2", "type": "Unified", "size": "2M", "shared_cpu_list": "0-1,8-9"])
    try write(3, ["level": "3", "type": "Unified", "size": "30720K", "shared_cpu_list": "0-15"])
    try write(4, ["level": "4", "type": "Unified", "size": "lots", "shared_cpu_list": "0"])
    try write(5, ["level": "five", "type": "Unified", "size": "1M", "shared_cpu_list": "7-3,x"])
    #expect(
      CacheSize.all(in: folder) == [
        CacheSize(level: 1, bytes: 49_152, sharers: 1),
        CacheSize(level: 2, bytes: 2_097_152, sharers: 4),
        CacheSize(level: 3, bytes: 31_457_280, sharers: 16),
      ])
    #expect(CacheSize.all(in: scratch.file("nowhere")).isEmpty)
  }
}
