import Foundation

/// Digests of numbers that every processor with fused multiply-adds makes alike, in
/// Tests/References/digests.json: a machine that has one level alone is held against them.
///
/// `DIGESTS=write swift test --filter Digest` writes those of this machine, where an arithmetic is
/// meant to change.
package enum CommittedDigests {
  private static let file = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "References/digests.json")

  private static func read() throws -> [String: [String: String]] {
    try JSONDecoder().decode([String: [String: String]].self, from: Data(contentsOf: file))
  }

  /// The names in `section` whose digests are others than `found`, or that one side lacks.
  package static func differences(
    _ section: String, _ found: [String: UInt64]
  ) throws -> [String] {
    let texts = found.mapValues { "0x" + String($0, radix: 16) }
    if ProcessInfo.processInfo.environment["DIGESTS"] == "write" {
      var all = (try? read()) ?? [:]
      all[section] = texts
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try (encoder.encode(all) + Data("\n".utf8)).write(to: file)
    }
    let known = try read()[section] ?? [:]
    return Set(known.keys).union(texts.keys).filter { known[$0] != texts[$0] }.sorted()
  }
}
