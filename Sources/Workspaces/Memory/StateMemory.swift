import Foundation
import Sessions
import Tensors

/// Earlier states within their bounds: what memory has no room for goes to disk, what the disk has
/// none for is let go if training can bring it back.
///
/// Numbers that several states share count once, and those that are in use do not count.
public struct StateMemory {
  /// Bytes.
  public struct Use {
    /// Of numbers in memory.
    public var memory = 0
    /// Of numbers in files.
    public var disk = 0
    /// How many more there may be in memory before anything has to move.
    public var room = 0
    /// Whether it is within the bounds.
    public var fits = true
  }

  /// The most that earlier states take in memory, in bytes (`set memory=`).
  public private(set) var memory: Int
  /// The most that they take on disk, in bytes (`set disk=`).
  public private(set) var disk: Int
  /// Where numbers go.
  public let folder: String

  /// - Parameter folder: where states go that have no room in memory; nil takes the temporary one.
  public init(_ workspace: Workspace, folder: String?) {
    memory = Setting.memory.bytes(in: workspace)
    disk = Setting.disk.bytes(in: workspace)
    self.folder = folder ?? FileManager.default.temporaryDirectory.path
  }

  /// Makes room.
  ///
  /// - Returns: what stays, which is more than the bounds where nothing can be let go.
  /// - Throws: `FileError` where the disk refuses; everything then stays in memory.
  public func settle(_ holdings: Holdings) throws -> Use {
    var bounds = self
    if AvailableMemory.isBounded { bounds.narrow(AvailableMemory.least, holding: holdings.use) }
    var use = try bounds.spill(holdings)
    while !bounds.fits(use), holdings.thin() { use = try bounds.spill(holdings) }
    use.fits = bounds.fits(use)
    use.room = max(0, bounds.memory - use.memory)
    // What others take of a bound shows only when it is asked again.
    if AvailableMemory.isBounded { use.room /= 8 }
    return use
  }

  private func fits(_ use: Use) -> Bool { use.memory <= memory && use.disk <= disk }

  /// Leaves work as much memory as earlier states take, where something bounds the process.
  mutating func narrow(_ bound: MemoryBound, holding use: Use) {
    memory = min(memory, (bound.left + use.memory) / 2)
    // Files are mapped to be read, which takes address space as memory does.
    if [.addressSpace, .data].contains(bound.kind) { disk = min(disk, use.disk) }
  }

  /// Moves states to disk until the others have room in memory, as far as the disk has room.
  private func spill(_ holdings: Holdings) throws -> Use {
    var use = holdings.use
    var seen = holdings.live
    for state in holdings.states where use.memory > memory && use.disk < disk {
      let cold = state.filter { !$0.isInFile && seen.insert($0.holder).inserted }
      let size = cold.reduce(0) { $0 + $1.heldBytes }
      guard size > 0, use.disk + size <= disk else { continue }
      try move(cold)
      use.memory -= size
      use.disk += size
    }
    return use
  }

  private func move(_ tensors: [Tensor]) throws(FileError) {
    do throws(StorageFileError) {
      try UnnamedFile.with(in: folder) { file throws(StorageFileError) in
        try Tensor.move(tensors, toFile: file)
      }
    } catch {
      throw FileError(
        .write, folder, String(cString: strerror(error.code)).lowercasedFirst,
        hint: "‘set memory=SIZE’ keeps more in memory, ‘set disk=0B’ nothing on disk; "
          + "XDG_CACHE_HOME names another folder")
    }
  }
}

/// The states that are held besides what is in use.
public struct Holdings {
  /// The holders of the numbers in use.
  public private(set) var live: Set<ObjectIdentifier> = []
  private var kept: [KeptState] = []
  /// The numbers of what is not to be let go.
  private var fixed: [[Tensor]] = []
  private var seen: Set<ObjectIdentifier> = []

  /// Nothing held, nothing in use.
  public init() {}

  /// The numbers of each state, those first that go to disk first.
  public var states: [[Tensor]] { kept.compactMap { $0.state?.entry.tensors } + fixed }

  /// Numbers of `entry` do not count, wherever else they are remembered.
  public mutating func markInUse(_ entry: NetworkEntry) {
    live.formUnion(entry.tensors.map(\.holder))
  }

  /// The most by which memory grows where the state of `entry` is kept: its numbers, none shared.
  public static func growth(keeping entry: NetworkEntry) -> Int {
    entry.tensors.reduce(0) { $0 + $1.heldBytes }
  }

  /// Everything that a workspace remembers.
  public mutating func add(_ workspace: Workspace) {
    for name in workspace.networkNames { add(workspace.networks[name]!.history) }
    for name in workspace.checkpoints.keys.sorted() { add(workspace.checkpoints[name]!.history) }
    for name in workspace.checkpoints.keys.sorted() {
      add(workspace.checkpoints[name]!)
    }
    for name in workspace.networkNames { fixed.append(workspace.networks[name]!.tensors) }
  }

  /// A checkpoint without the epochs behind it.
  public mutating func add(_ checkpoint: Checkpoint) { fixed.append(checkpoint.entry.tensors) }

  /// The states behind a network; one that several histories share is added once.
  public mutating func add(_ history: EpochHistory) {
    for state in history.states where seen.insert(ObjectIdentifier(state)).inserted {
      kept.append(state)
    }
  }

  /// Where the numbers lie.
  public var use: StateMemory.Use {
    var use = StateMemory.Use()
    var seen = live
    for tensor in states.joined() where seen.insert(tensor.holder).inserted {
      if tensor.isInFile { use.disk += tensor.heldBytes } else { use.memory += tensor.heldBytes }
    }
    return use
  }

  /// Lets every second epoch go that training can bring back, so that those left lie evenly: at
  /// multiples of 2, then of 4, and so on. False if there is none.
  func thin() -> Bool {
    let candidates = kept.filter { state in
      guard state.start == nil, let tensors = state.state?.entry.tensors else { return false }
      return !tensors.allSatisfy { live.contains($0.holder) }
    }
    guard !candidates.isEmpty else { return false }
    // States within an epoch go first.
    let numbers = candidates.map { max(1, $0.epoch ?? 1) }
    var stride = 2
    while numbers.allSatisfy({ $0 % stride == 0 }) { stride *= 2 }
    for (state, number) in zip(candidates, numbers) where number % stride != 0 { state.letGo() }
    return true
  }
}
