import Foundation
import Glibc

/// The memory that this process may still take.
///
/// It is asked before work whose size somebody typed or a file says: an allocation that fails
/// cannot be taken back, and what a control group has no room for is killed.
public enum AvailableMemory {
  /// What the rest of the program needs beside the work that asks, in bytes.
  public static let margin = 16 << 20
  /// The share of the machine's memory that one program takes at most; others need some too.
  private static let share = 0.75

  /// Every bound there is; the machine's is always.
  ///
  /// - Parameter folder: where the system's files lie.
  public static func bounds(root folder: String = "") -> [MemoryBound] {
    let use = Use(root: folder)
    let machine = Double(ProcessInfo.processInfo.physicalMemory) * share
    var bounds = [MemoryBound(.machine, Int(machine), used: use.held)]
    for (kind, limit, used) in [
      (MemoryBound.Kind.addressSpace, limit(of: RLIMIT_AS), use.mapped),
      (.data, limit(of: RLIMIT_DATA), use.writable),
    ] {
      if let limit { bounds.append(MemoryBound(kind, limit, used: used)) }
    }
    return bounds + MemoryGroup.bounds(root: folder)
  }

  /// The bound that leaves least.
  public static var least: MemoryBound {
    let bounds = bounds()
    return bounds.min { $0.left < $1.left } ?? bounds[0]
  }

  /// Whether something other than the machine bounds memory; who sets a bound sets it before the
  /// program starts.
  public static let isBounded = bounds().count > 1

  /// The same, without what the rest of the program needs.
  private static var forWork: MemoryBound {
    let bound = least
    return MemoryBound(bound.kind, bound.bytes, used: bound.bytes - bound.left + margin)
  }

  /// Asks for `bytes`, before they are taken.
  ///
  /// - Throws: where they are not there. Buffers that wait for their next use are let go before.
  public static func require(_ bytes: Double) throws(MemoryShortage) {
    guard bytes > 0, bytes > Double(forWork.left) else { return }
    StoragePool.shared.drain()
    let bound = forWork
    if bytes > Double(bound.left) { throw MemoryShortage(needed: bytes, bound) }
  }

  /// Whether `bytes` more may be taken now. Buffers that wait for their next use are let go where
  /// they stand in the way.
  public static func holds(_ bytes: Double) -> Bool { (try? require(bytes)) != nil }

  private static func limit(of resource: __rlimit_resource) -> Int? {
    var limit = rlimit()
    guard getrlimit(Int32(resource.rawValue), &limit) == 0, limit.rlim_cur < UInt64(Int.max) else {
      return nil
    }
    return Int(limit.rlim_cur)
  }

  /// What the process takes, in bytes (proc(5), statm).
  private struct Use {
    /// The whole address space.
    var mapped = 0
    /// In memory and of no file.
    var held = 0
    /// Mapped to be written.
    var writable = 0

    init(root: String) {
      let text = try? String(contentsOfFile: root + "/proc/self/statm", encoding: .utf8)
      let pages = text?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) } ?? []
      guard pages.count >= 6 else { return }
      let page = sysconf(Int32(_SC_PAGESIZE))
      mapped = pages[0] * page
      held = (pages[1] - pages[2]) * page
      writable = pages[5] * page
    }
  }
}

/// The control groups of this process (cgroups(7)): of version 2, or the memory group of version 1.
enum MemoryGroup {
  /// The bounds of the group and of those above it.
  ///
  /// - Parameter root: where `/proc` and `/sys` lie.
  static func bounds(root: String) -> [MemoryBound] {
    let lines = text(root + "/proc/self/cgroup").split(separator: "\n")
    return lines.flatMap { line -> [MemoryBound] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      if parts[1].isEmpty {
        return bounds(
          root + "/sys/fs/cgroup", parts[2], "memory.max", "memory.current", "inactive_file")
      }
      guard parts[1].split(separator: ",").contains("memory") else { return [] }
      return bounds(
        root + "/sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes", "memory.usage_in_bytes",
        "total_inactive_file")
    }
  }

  /// Walks up from the group; in a container only the upper end may be there.
  private static func bounds(
    _ mount: String, _ group: Substring, _ limit: String, _ use: String, _ cache: String
  ) -> [MemoryBound] {
    var names = group.split(separator: "/")
    var bounds: [MemoryBound] = []
    while true {
      let folder = ([mount] + names.map(String.init)).joined(separator: "/")
      // ‘max’ is no number, and version 1 writes a huge one.
      if let most = number(folder + "/" + limit), most < 1 << 60 {
        let used = number(folder + "/" + use) ?? 0
        // Pages of files that nobody uses are given up before anything is killed.
        let idle = statistic(cache, in: folder)
        bounds.append(MemoryBound(.group, most, used: max(0, used - idle)))
      }
      if names.popLast() == nil { return bounds }
    }
  }

  private static func statistic(_ name: String, in folder: String) -> Int {
    for line in text(folder + "/memory.stat").split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == name { return Int(words[1]) ?? 0 }
    }
    return 0
  }

  private static func number(_ path: String) -> Int? {
    Int(text(path).trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
