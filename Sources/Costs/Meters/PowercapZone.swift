import Foundation

/// A zone of Linux's powercap tree: a part of the machine with an energy counter of its own.
///
/// A zone is a folder `intel-rapl:0` with the files `name`, `energy_uj` (microjoules) and
/// `max_energy_range_uj` (where the counter starts over); its parts are `intel-rapl:0:0`,
/// `intel-rapl:0:1`. AMD's processors use the same names.
public struct PowercapZone: Hashable, Sendable {
  /// What a zone is worth to a sum.
  public enum Role: Hashable, Sendable {
    /// A processor package: cores, caches and what else is on it.
    case package
    /// The memory of a package, which is beside it and not in it.
    case memory
  }

  /// The folder's name: `intel-rapl:0:1`.
  public let identifier: String
  /// The folder that holds its files.
  public let path: String
  /// `package-0`, `dram`.
  public let name: String
  /// Which part of an `EnergySpan` its joules go to.
  public let role: Role
  /// Where the counter starts over, µJ.
  public let range: UInt64

  /// Reads a small text file; tests put a changing tree in its place.
  public typealias Read = @Sendable (_ path: String) throws(EnergyMeterError) -> String

  /// The file that holds the counter.
  var counterPath: String { path + "/energy_uj" }

  /// The counter now, µJ, at most `range`.
  func counter(_ read: Read) throws(EnergyMeterError) -> UInt64 {
    let value = try Self.number(counterPath, read)
    guard value <= range else { throw .malformed(path: counterPath) }
    return value
  }

  static func number(_ file: String, _ read: Read) throws(EnergyMeterError) -> UInt64 {
    let text = try read(file).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let value = UInt64(text) else { throw .malformed(path: file) }
    return value
  }

  /// The file's text, its first bytes: no file of a zone is longer. What is no plain file is not
  /// read, for a pipe may never end.
  public static let read: Read = { (path) throws(EnergyMeterError) in
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .vanished(path: path) : .unreadable(path: path)
    }
    defer { close(descriptor) }
    var status = stat()
    var bytes = [UInt8](repeating: 0, count: 256)
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path)
    }
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count >= 0 else { throw .unreadable(path: path) }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

extension PowercapZone {
  /// The zones under `folder` whose counters add up to the machine: each package once, with its
  /// memory.
  ///
  /// Left out: parts that a package holds (`core`, `uncore`), the platform (`psys`), which holds
  /// the packages, and a second interface to the same package (`intel-rapl-mmio`). The tree may be
  /// flat, as /sys/class/powercap, or nested, or both; a zone counts once.
  public static func all(
    under folder: String, read: Read = PowercapZone.read
  ) throws(EnergyMeterError) -> [PowercapZone] {
    var found: [String: String] = [:]
    search(folder, depth: 3, into: &found)
    // The shortest prefix first: intel-rapl comes before intel-rapl-mmio.
    let identifiers = found.keys.sorted { a, b in
      let (x, y) = (control(a), control(b))
      return x == y
        ? a.compare(b, options: .numeric) == .orderedAscending : (x.count, x) < (y.count, y)
    }
    var zones: [PowercapZone] = []
    var owner: [String: String] = [:]
    var taken: Set<String> = []
    for identifier in identifiers {
      guard let path = found[identifier] else { continue }
      let name = try read(path + "/name").trimmingCharacters(in: .whitespacesAndNewlines)
      let parent = parent(of: identifier)
      let role: Role
      let key: String
      if name.hasPrefix("package"), parent == nil {
        role = .package
        key = name
        owner[identifier] = name
      } else if name == "dram", let package = parent.flatMap({ owner[$0] }) {
        role = .memory
        key = "\(package) dram"
      } else {
        continue
      }
      guard taken.insert(key).inserted else { continue }
      let file = path + "/max_energy_range_uj"
      let range = try number(file, read)
      guard range > 0 else { throw .malformed(path: file) }
      zones.append(
        PowercapZone(identifier: identifier, path: path, name: name, role: role, range: range))
    }
    guard zones.contains(where: { $0.role == .package }) else { throw .absent(path: folder) }
    return zones
  }

  /// Notes where each zone lies; the name of a folder says what it is.
  private static func search(_ folder: String, depth: Int, into found: inout [String: String]) {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for entry in entries.sorted() where entry.hasPrefix("intel-rapl") {
      let path = folder + "/" + entry
      if entry.contains(":"), found[entry] == nil { found[entry] = path }
      if depth > 1 { search(path, depth: depth - 1, into: &found) }
    }
  }

  /// `intel-rapl` of `intel-rapl:0:1`.
  private static func control(_ identifier: String) -> String {
    String(identifier.prefix { $0 != ":" })
  }

  /// `intel-rapl:0` of `intel-rapl:0:1`, nil of a zone at the top.
  private static func parent(of identifier: String) -> String? {
    let parts = identifier.split(separator: ":")
    return parts.count > 2 ? parts.dropLast().joined(separator: ":") : nil
  }
}
