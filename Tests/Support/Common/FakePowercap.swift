import Foundation

/// A powercap tree of files in a folder of its own.
package final class FakePowercap {
  private let scratch = Scratch()

  package init() {}

  package var folder: String { scratch.path }

  /// Writes a zone; `path` such as `intel-rapl:0`, or `intel-rapl:0/intel-rapl:0:1` in a nested
  /// tree.
  package func zone(
    _ path: String, _ name: String, _ microjoules: UInt64, range: UInt64 = 262_143_328_850
  )
    throws
  {
    let zone = folder + "/" + path
    try FileManager.default.createDirectory(atPath: zone, withIntermediateDirectories: true)
    try "\(name)\n".write(toFile: zone + "/name", atomically: true, encoding: .utf8)
    try "\(range)\n".write(
      toFile: zone + "/max_energy_range_uj", atomically: true, encoding: .utf8)
    try set(path, microjoules)
  }

  package func set(_ path: String, _ microjoules: UInt64) throws {
    try set(path, text: "\(microjoules)\n")
  }

  package func set(_ path: String, text: String) throws {
    try text.write(toFile: folder + "/\(path)/energy_uj", atomically: true, encoding: .utf8)
  }

  /// Takes a zone's counter away; `set` brings it back.
  package func remove(_ path: String) throws {
    try FileManager.default.removeItem(atPath: folder + "/\(path)/energy_uj")
  }

  /// A laptop's tree: one package with core, uncore and memory, and the platform around it.
  package static func laptop() throws -> FakePowercap {
    let tree = FakePowercap()
    try tree.zone("intel-rapl:0", "package-0", 1_000_000)
    try tree.zone("intel-rapl:0:0", "core", 500_000)
    try tree.zone("intel-rapl:0:1", "uncore", 100_000)
    try tree.zone("intel-rapl:0:2", "dram", 200_000)
    try tree.zone("intel-rapl:1", "psys", 3_000_000)
    return tree
  }
}
