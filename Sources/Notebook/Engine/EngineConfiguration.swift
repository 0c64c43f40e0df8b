import Workspaces

/// How an engine starts and what it may do.
public struct EngineConfiguration: Sendable {
  /// The seed until a `seed` line replaces it.
  public var seed: UInt64 = 1
  /// 0 means as many as the machine has.
  public var threads = 0
  /// `--data`, else POLLARD_DATA.
  public var dataDirectory: String?
  /// Where earlier states go that memory has no room for; nil takes the system's temporary folder.
  public var stateFolder: String?
  /// Where decoded pictures are kept for the next time; nil keeps none.
  public var pictureFolder: String?
  /// True at the prompt: verbs may be cut short, the start-up file is read.
  public var isInteractive = false
  /// False while a session is checked: commands then compute but write no file.
  public var writesFiles = true
  /// Whether sessions are as free as what is typed (`--trust`).
  public var trustsSessions = false
  /// Parameters given on the shell line or in a session's header.
  public var parameters: [(name: String, value: String)] = []

  /// The libraries of the front, which sessions name beside the engine's.
  public var frontLibraries: [String] = []

  /// All libraries with their versions.
  public var libraries: [String] { Provenance.libraries + frontLibraries }

  /// Where pictures that are decoded go.
  ///
  /// - Parameter trusted: false for lines of a session that somebody sent, which leave nothing.
  public func pictureStore(trusted: Bool) -> PictureCache {
    PictureCache(folder: pictureFolder, writes: trusted, temporary: stateFolder)
  }

  /// Seed 1, all threads, files may be written.
  public init() {}
}
