import Synchronization

/// The filters of layers whose weights do not change, in the order that their products read them,
/// made once for many batches.
public final class FilterCache {
  private struct Key: Hashable {
    let weight: ObjectIdentifier
    /// Of Winograd's algorithm; 0 for direct sums, by groups.
    let planes: Int
    let groups: Int
  }

  private let lock = Mutex(())
  /// Beside the weights, so that no other storage takes their identity.
  private var transformed: [Key: (weight: Storage, filters: WinogradFilters)] = [:]
  private var packed: [Key: (weight: Storage, filters: PackedWeights)] = [:]

  /// A cache without filters.
  public init() {}

  /// Safe from several threads; the others wait while one makes filters.
  func filters(_ weight: Tensor, for winograd: Winograd) -> WinogradFilters {
    let key = Key(weight: ObjectIdentifier(weight.storage), planes: winograd.planes, groups: 1)
    return found(\.transformed, key, weight) {
      WinogradFilters(weight, for: winograd, backward: false)
    }
  }

  /// Those of a direct sum.
  func filters(_ weight: Tensor, groups: Int) -> PackedWeights {
    let key = Key(weight: ObjectIdentifier(weight.storage), planes: 0, groups: groups)
    return found(\.packed, key, weight) { PackedWeights(forward: weight, groups: groups) }
  }

  private func found<Filters>(
    _ all: ReferenceWritableKeyPath<FilterCache, [Key: (weight: Storage, filters: Filters)]>,
    _ key: Key, _ weight: Tensor, make: () -> Filters
  ) -> Filters {
    var result: Filters?
    lock.withLock { _ in
      result = self[keyPath: all][key]?.filters
      if result == nil {
        let filters = make()
        self[keyPath: all][key] = (weight.storage, filters)
        result = filters
      }
    }
    return result!
  }
}
