import Foundation
import TestSupport
import Testing

@testable import Tensors

/// The bounds of memory, read from imitated trees.
@Suite struct AvailableMemoryTests {
  private func tree(_ files: [String: String]) throws -> Scratch {
    let scratch = Scratch()
    for (name, text) in files {
      let file = scratch.file(name)
      let folder = (file as NSString).deletingLastPathComponent
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      scratch.file(name, text)
    }
    return scratch
  }

  @Test func versionTwo() throws {
    let group = "sys/fs/cgroup/a/b/"
    let scratch = try tree([
      "proc/self/cgroup": "0::/a/b\n", group + "memory.max": "max\n",
      "sys/fs/cgroup/a/memory.max": "1000000\n", "sys/fs/cgroup/a/memory.current": "700000\n",
      "sys/fs/cgroup/a/memory.stat": "anon 400000\ninactive_file 200000\n",
    ])
    #expect(
      MemoryGroup.bounds(root: scratch.path) == [MemoryBound(.group, 1_000_000, used: 500_000)])
    #expect(AvailableMemory.bounds(root: scratch.path).map(\.left).min() == 500_000)
  }

  /// The path may be the host's, and only the container's own group be there.
  @Test func versionOneInAContainer() throws {
    let scratch = try tree([
      "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/docker/0f\n0::/\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "2000000\n",
      "sys/fs/cgroup/memory/memory.usage_in_bytes": "2500000\n",
    ])
    let bounds = MemoryGroup.bounds(root: scratch.path)
    #expect(bounds == [MemoryBound(.group, 2_000_000, used: 2_500_000)])
    #expect(bounds[0].left == 0)
  }

  @Test(arguments: ["", "0::/\n", "4:memory:/\n", "nonsense\n", "4:memory:/../..\n"])
  func noBound(_ groups: String) throws {
    let scratch = try tree([
      "proc/self/cgroup": groups, "sys/fs/cgroup/memory.max": "max\n",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ])
    #expect(MemoryGroup.bounds(root: scratch.path).isEmpty)
  }

  @Test func shortages() {
    let bound = MemoryBound(.addressSpace, 1000, used: 300)
    let shortage = MemoryShortage(needed: 800, bound)
    #expect(
      shortage.sentence { "\(Int($0)) B" }
        == "needs about 800 B; ‘ulimit -v’ allows 1000 B, of which 700 B are left")
    let flag = StopFlag()
    flag.require(0)
    #expect(!flag.isRaised)
    flag.require(1e18)
    #expect(flag.isRaised && flag.lacksMemory && flag.count == 0)
    #expect(flag.shortage?.needed == 1e18)
    flag.clearShortage()
    #expect(!flag.isRaised && flag.shortage == nil)
  }
}
