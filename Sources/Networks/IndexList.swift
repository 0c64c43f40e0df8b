/// A list of indices as people write it: `0-4,6,9-11`.
public struct IndexList: Equatable, Sendable, CustomStringConvertible {
  /// In the order in which they are written.
  public var indices: [Int]

  /// A list of these indices.
  public init(_ indices: [Int]) { self.indices = indices }

  /// Nil for anything that is not such a list, for indices above `limit`, and for more indices than
  /// there are up to it.
  public init?(_ text: String, limit: Int = 1 << 20) {
    indices = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends[0], first >= 0, first <= limit, ends.count <= 2,
        indices.count <= limit
      else { return nil }
      guard ends.count == 2 else {
        indices.append(first)
        continue
      }
      guard let last = ends[1], last >= first, last <= limit else { return nil }
      indices.append(contentsOf: first...last)
    }
  }

  public var description: String {
    var parts: [String] = []
    var position = 0
    while position < indices.count {
      var end = position
      while end + 1 < indices.count, indices[end + 1] == indices[end] + 1 { end += 1 }
      parts.append(
        end == position ? "\(indices[position])" : "\(indices[position])-\(indices[end])")
      position = end + 1
    }
    return parts.joined(separator: ",")
  }
}
