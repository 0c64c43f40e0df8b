import Synchronization

/// The transformed filters of layers whose weights do not change, made once for many batches.
public final class FilterCache {
  private struct Key: Hashable {
    let weight: ObjectIdentifier
    let planes: Int
  }

  private let lock = Mutex(())
  /// Beside the weights, so that no other storage takes their identity.
  private var made: [Key: (weight: Storage, filters: WinogradFilters)] = [:]

  /// A cache without filters.
  public init() {}

  /// Safe from several threads; the others wait while one makes filters.
  func filters(_ weight: Tensor, for winograd: Winograd) -> WinogradFilters {
    let key = Key(weight: ObjectIdentifier(weight.storage), planes: winograd.planes)
    var result: WinogradFilters?
    lock.withLock { _ in
      result = made[key]?.filters
      if result == nil {
        let filters = WinogradFilters(weight, for: winograd, backward: false)
        made[key] = (weight.storage, filters)
        result = filters
      }
    }
    return result!
  }
}
