/// What bounds the memory of this process, and how much it leaves.
public struct MemoryBound: Sendable, Hashable {
  /// Who sets it.
  public enum Kind: Sendable, Hashable {
    /// The machine, by the memory that is built into it.
    case machine
    /// `ulimit -v`: everything that is mapped (RLIMIT_AS).
    case addressSpace
    /// `ulimit -d`: what is mapped to be written (RLIMIT_DATA).
    case data
    /// The control group that the process is in, or one above it (memory.max).
    case group

    /// With the bound, for a sentence: `this machine has 24.0 GB`.
    func sentence(_ bytes: String) -> String {
      switch self {
      case .machine: "this machine has \(bytes)"
      case .addressSpace: "‘ulimit -v’ allows \(bytes)"
      case .data: "‘ulimit -d’ allows \(bytes)"
      case .group: "the control group allows \(bytes)"
      }
    }
  }

  /// Who sets it.
  public let kind: Kind
  /// Bytes in all.
  public let bytes: Int
  /// Bytes that may still be taken.
  public let left: Int

  /// A bound of `bytes` of which `used` are taken.
  public init(_ kind: Kind, _ bytes: Int, used: Int) {
    self.kind = kind
    self.bytes = bytes
    left = max(0, bytes - used)
  }
}

/// Work that would take more memory than there is, known before it begins.
public struct MemoryShortage: Error, Sendable, Hashable {
  /// Bytes that it would take.
  public let needed: Double
  /// The bound that it would pass.
  public let bound: MemoryBound

  /// Work that needs `needed` bytes under `bound`.
  public init(needed: Double, _ bound: MemoryBound) {
    self.needed = needed
    self.bound = bound
  }

  /// A word for scripts, the same in every version.
  public static let code = "out-of-memory"

  /// `needs about 3.2 GB; ‘ulimit -v’ allows 1.0 GB, of which 0.7 GB are left`.
  ///
  /// - Parameter quantity: bytes as text.
  public func sentence(_ quantity: (Double) -> String) -> String {
    "needs about \(quantity(needed)); \(bound.kind.sentence(quantity(Double(bound.bytes)))), of "
      + "which \(quantity(Double(bound.left))) are left"
  }
}
