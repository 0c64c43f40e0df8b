import Foundation
import Tensors

#if canImport(Glibc)
  import Glibc
#endif

/// A new file that takes the name of another when it is whole, and is gone if it never is.
///
/// It lies beside that other file under a name that cannot be guessed, is made by this program
/// alone and follows no link. While it is written it is locked, so that what a killed program left
/// is known and taken away by the next that writes the same file.
public final class TemporaryFile {
  let file: OpenFile
  private let path: String
  /// What errors speak of.
  private let target: String
  private var isNamed = false
  private var unsynced = 0

  /// Bytes between two waits for the disk, so that a stop is seen in time.
  private static let stretch = 16 << 20

  /// - Parameters:
  ///   - target: the file whose name it takes later; no link.
  ///   - mode: its permissions, but for the user's mask.
  public init(for target: String, mode: mode_t) throws(FileError) {
    Self.sweep(beside: target)
    self.target = target
    path = "\(Self.stem(of: target)).\(Self.randomName()).part"
    let descriptor = open(
      path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw FileError(.write, target) }
    file = OpenFile(descriptor)
    _ = file.lock()
  }

  deinit { if !isNamed { unlink(path) } }

  /// Adds bytes.
  ///
  /// - Throws: also where `stop` was raised.
  public func put(_ bytes: [UInt8], stop: StopFlag? = nil) throws(FileError) {
    var done = 0
    while done < bytes.count {
      if stop?.isRaised == true { throw .interrupted(.write, target) }
      let count = bytes[done...].withUnsafeBytes {
        write(file.descriptor, $0.baseAddress, min($0.count, PlainFile.piece))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError(.write, target)
      }
      done += count
      unsynced += count
      if unsynced >= Self.stretch { try synchronize() }
    }
  }

  /// Waits until the disk has it.
  func synchronize() throws(FileError) {
    guard fsync(file.descriptor) == 0 else { throw FileError(.write, target) }
    unsynced = 0
  }

  /// Takes the target's name, in one step.
  ///
  /// - Parameter durably: whether to wait until the disk has that too.
  /// - Returns: what tells the file from what others make of it.
  @discardableResult
  public func takeName(durably: Bool = true) throws(FileError) -> FileStamp {
    // Taken before it has its name, which another program may give to its own.
    guard let stamp = FileStamp(descriptor: file.descriptor) else {
      throw FileError(.write, target)
    }
    guard rename(path, target) == 0 else { throw FileError(.write, target) }
    isNamed = true
    if durably {
      let folder = open(FilePath.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      if folder >= 0 { fsync(OpenFile(folder).descriptor) }
    }
    return stamp
  }

  // Names

  private static func randomName() -> String {
    let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The target without what a name would be too long with.
  private static func stem(of target: String) -> String {
    let (folder, name) = FilePath.split(target)
    guard name.utf8.count > 200 else { return target }
    var bytes = Array(name.utf8.prefix(200))
    while String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
    return folder + String(decoding: bytes, as: UTF8.self)
  }

  /// Whether a file of that name may be what a killed program left of `stem`.
  private static func isRemnant(_ name: String, of stem: String) -> Bool {
    guard name.hasPrefix(stem + "."), name.hasSuffix(".part") else { return false }
    let middle = name.utf8.dropFirst(stem.utf8.count + 1).dropLast(5)
    return middle.count == 16
      && middle.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  /// Removes what killed programs left of earlier writings of `target`.
  public static func sweep(beside target: String) {
    let (folder, name) = FilePath.split(stem(of: target))
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    for found in names ?? [] where isRemnant(found, of: name) {
      let descriptor = open(folder + found, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      let file = OpenFile(descriptor)
      // One that is a moment old may not be locked yet.
      guard let status = file.status, PlainFile.kind(status.st_mode) == nil,
        status.st_uid == geteuid(), time(nil) - status.st_mtim.tv_sec > 2, file.lock()
      else { continue }
      unlink(folder + found)
    }
  }
}
