import Foundation
import Sessions

#if canImport(Glibc)
  import Glibc
#endif

/// A point that one process runs: a file that only one can make, with who that is, whose time of
/// change is its heartbeat. No lock is needed, which network file systems may not have.
public final class PointClaim: Sendable {
  /// A process, of a machine that runs.
  struct Holder: JSONFile, Hashable {
    /// The machine, since it was started, and its space of processes.
    let host: String
    let process: Int32
    /// When the process began, in ticks: numbers of processes come again.
    let began: String
  }

  /// Seconds between two heartbeats.
  public static let beat = 10
  /// Seconds after which a silent process of another machine is taken for dead.
  static let patience = 60.0

  private let path: String
  private let holder: Holder

  private init(_ path: String, _ holder: Holder) {
    self.path = path
    self.holder = holder
  }

  /// Claims the point whose claim lies at `path`; nil where another process that lives has it.
  ///
  /// - Throws: where no file can be made there.
  public static func take(_ path: String) throws(FileError) -> PointClaim? {
    let own = Holder.current
    for _ in 0..<3 {
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
      if descriptor >= 0 {
        defer { close(descriptor) }
        let bytes = [UInt8]((try? JSONEncoder().encode(own)) ?? Data())
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
          let error = FileError(.write, path)
          unlink(path)
          throw error
        }
        return PointClaim(path, own)
      }
      guard errno == EEXIST else { throw FileError(.write, path) }
      guard !isHeld(path) else { return nil }
      removeStale(path)
    }
    return nil
  }

  /// Whether a process that lives has claimed the point.
  public static func isHeld(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    if let holder = Holder(file: path), holder.host == Holder.current.host {
      return Holder.began(holder.process) == holder.began
    }
    return age(status, beside: path) < patience
  }

  /// Seconds since the last heartbeat, by the clock of the file system: a file is made now beside
  /// the claim and compared.
  private static func age(_ status: stat, beside path: String) -> Double {
    let probe = "\(path).\(Holder.current.process).now"
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { return 0 }
    defer {
      close(descriptor)
      unlink(probe)
    }
    var now = stat()
    futimens(descriptor, nil)
    guard fstat(descriptor, &now) == 0 else { return 0 }
    return Double(now.st_mtim.tv_sec - status.st_mtim.tv_sec)
  }

  /// Takes a dead process's claim away. Two that see it at once part by the name that it gets: who
  /// finds a claim under it that lives, made by the other meanwhile, puts that back.
  private static func removeStale(_ path: String) {
    let aside = "\(path).\(Holder.current.process).stale"
    guard rename(path, aside) == 0 else { return }
    if isHeld(aside) { link(aside, path) }
    unlink(aside)
  }

  /// Says that the process lives.
  ///
  /// - Returns: false where another has the claim by now, as after a long sleep of the machine.
  public func keep() -> Bool {
    guard Holder(file: path) == holder else { return false }
    utimensat(AT_FDCWD, path, nil, 0)
    return true
  }

  /// Gives the point free.
  public func release() {
    if Holder(file: path) == holder { unlink(path) }
  }
}

extension PointClaim.Holder {
  static let current = PointClaim.Holder(
    host: thisHost, process: getpid(), began: began(getpid()) ?? "")

  /// When a process of this machine began; nil where there is none.
  static func began(_ process: Int32) -> String? {
    guard let descriptor = fopen("/proc/\(process)/stat", "r") else { return nil }
    defer { fclose(descriptor) }
    var line = [CChar](repeating: 0, count: 4096)
    guard fgets(&line, Int32(line.count), descriptor) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    // The name, in brackets, may hold anything; the state is the field behind it.
    guard let bracket = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: bracket)...].split(separator: " ")
    guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
    return String(fields[19])
  }

  /// The name of the machine, what tells one start of it from the next, and the space that numbers
  /// of processes belong to.
  private static var thisHost: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let boot =
      (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    let space =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
    return [host, boot.filter { !$0.isWhitespace }, space].joined(separator: " ")
  }
}
