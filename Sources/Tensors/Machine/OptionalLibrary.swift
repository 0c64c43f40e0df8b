import Foundation
import Glibc
import Synchronization

/// A C library that the program does without until somebody asks for it.
///
/// A shim, the C file of its name in Sources/Shims, is all that is linked with the library.
/// `./dev setup NAME` builds it into the folder where the program lies, and nowhere else is it
/// looked for.
public struct OptionalLibrary: Sendable, Hashable {
  /// As `./dev setup` takes it.
  public let name: String
  /// The library itself, as sentences call it.
  public let title: String
  /// What the program does with it, for a sentence: `a Jupyter kernel`.
  public let purpose: String
  /// What the shim has to answer when asked for its interface; it is of another pollard if it does
  /// not.
  let interface: Int32

  /// All of them, sorted by name.
  public static let all = [
    OptionalLibrary("jupyter", title: "libzmq", purpose: "a Jupyter kernel", interface: 1),
    OptionalLibrary("mpi", title: "MPI", purpose: "several processes", interface: 5),
  ]

  /// A library whose shim is the C file of this name.
  init(_ name: String, title: String, purpose: String, interface: Int32) {
    self.name = name
    self.title = title
    self.purpose = purpose
    self.interface = interface
  }

  /// What to type in the repository to have it.
  public var setup: String { "./dev setup \(name)" }

  /// The shim's file name.
  public var file: String { "libpollard-\(name).so" }

  /// The folder of the running program; nil where the system does not tell.
  public static let programFolder: String? = try?
    (FileManager.default
    .destinationOfSymbolicLink(atPath: "/proc/self/exe") as NSString).deletingLastPathComponent

  /// Shims by path. What was loaded stays, even if another file takes its place.
  private static let loaded = Mutex<[String: LoadedLibrary]>([:])

  /// The library, loaded once in the life of the process; after an error it is tried again.
  ///
  /// - Throws: `absent` if there is no shim in the folder, `unusable` if it does not load (the C
  ///   library was removed, say) or lacks a function, `otherInterface` if it is of another pollard.
  public func load(
    from folder: String? = programFolder
  ) throws(OptionalLibraryError) -> LoadedLibrary {
    guard let folder else { throw OptionalLibraryError(self, .absent) }
    let path = folder + "/" + file
    return try Self.loaded.withLock { loaded throws(OptionalLibraryError) in
      if let known = loaded[path] { return known }
      let library = try LoadedLibrary(self, path)
      loaded[path] = library
      return library
    }
  }
}
