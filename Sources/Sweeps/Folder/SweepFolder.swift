import Foundation
import Sessions

#if canImport(Glibc)
  import Glibc
#endif

/// The folder of a sweep: `runs.csv`, and of each point a session, a folder of what its lines
/// write, and below `.points` what the sweep itself keeps.
public struct SweepFolder: Sendable {
  /// Where it really lies.
  public let path: String

  private static let own = ".points"

  /// A file that is the sweep's own.
  public func own(_ name: String) -> String { "\(path)/\(Self.own)/\(name)" }

  /// Makes the folder if it is missing.
  ///
  /// - Parameter typed: as it can be opened.
  /// - Throws: where it cannot be made, or holds something and no sweep.
  public init(_ typed: String) throws(FileError) {
    try Self.require(typed)
    let hidden = FilePath.join(typed, Self.own)
    for folder in [typed, hidden] where mkdir(folder, 0o777) != 0 && errno != EEXIST {
      throw FileError(.write, folder)
    }
    guard let real = FilePath.real(typed) else { throw FileError(.write, typed) }
    path = real
  }

  /// A folder that may be missing, for those who only look.
  public init(looking typed: String) throws(FileError) {
    try Self.require(typed)
    path = FilePath.real(typed) ?? typed
  }

  /// Refuses a folder in which something lies that no sweep has put there.
  private static func require(_ typed: String) throws(FileError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: typed)) ?? []
    guard names.isEmpty || names.contains(own) else {
      throw FileError(
        .write, typed, "it is a folder with files in it, and none of a sweep",
        hint: "--into FOLDER names another")
    }
  }

  /// The table of all points.
  public var table: String { FilePath.join(path, "runs.csv") }
  /// The session of a point.
  public func session(_ name: String) -> String { FilePath.join(path, name + ".pollard") }
  /// Where relative paths that a point writes begin.
  public func outputs(_ name: String) -> String { FilePath.join(path, name) }
  /// Where the sweep keeps what it knows of a point.
  public func place(_ name: String) -> String { own(name) }
  /// The row of a point that has ended.
  public func row(_ name: String) -> String { place(name) + "/row.json" }
  /// How far a point has come.
  public func progress(_ name: String) -> String { place(name) + "/progress.json" }
  /// Who runs a point.
  public func claim(_ name: String) -> String { place(name) + "/claim" }
  /// What a point says while it runs.
  public func log(_ name: String) -> String { place(name) + "/log" }

  /// Makes the folders of a point.
  public func prepare(_ name: String) throws(FileError) {
    for folder in [place(name), outputs(name)] where mkdir(folder, 0o777) != 0 && errno != EEXIST {
      throw FileError(.write, folder)
    }
  }

  /// Takes away what an earlier, unfinished run of a point wrote.
  public func clear(_ name: String) throws(FileError) {
    do {
      try FileManager.default.removeItem(atPath: outputs(name))
    } catch let error as CocoaError where error.code == .fileNoSuchFile {
    } catch {
      throw FileError(.write, outputs(name), "what an earlier run left cannot be removed")
    }
    unlink(progress(name))
    try prepare(name)
  }

  /// Lets go of what only an unfinished point needs.
  public func forget(_ name: String) {
    let place = place(name)
    let kept = [row(name), log(name), claim(name)].map { FilePath.split($0).name }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    for name in names where !kept.contains(name) { unlink(FilePath.join(place, name)) }
    // It stays where something was written.
    rmdir(outputs(name))
  }

  /// The rows of all points that have ended, by name.
  public var rows: [String: PointRow] {
    let hidden = FilePath.join(path, Self.own)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: hidden)) ?? []
    var found: [String: PointRow] = [:]
    for name in names { found[name] = PointRow(file: row(name)) }
    return found
  }
}
