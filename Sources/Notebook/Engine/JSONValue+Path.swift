import Language
import Reports

extension JSONValue {
  /// The value under `path`; rows of a list are found by their name. Nil where nothing lies there.
  public func value(at path: [String]) -> JSONValue? { value(at: path[...]) }

  /// Names may hold dots themselves, as those of blocks do: the longest that is there is taken.
  private func value(at path: ArraySlice<String>) -> JSONValue? {
    guard let first = path.first else { return self }
    var key = first
    var members: [(value: JSONValue, rest: ArraySlice<String>)] = []
    for end in path.indices.dropFirst() + [path.endIndex] {
      if let value = member(key) { members.append((value, path[end...])) }
      // No name is longer, whatever was typed.
      guard end < path.endIndex, key.utf8.count <= 4 * ValueType.longestName else { break }
      key += "." + path[end]
    }
    return members.reversed().lazy.compactMap { $0.value.value(at: $0.rest) }.first
  }

  /// A member of an object, or a row of a list by its name.
  private func member(_ key: String) -> JSONValue? {
    switch self {
    case .object(let object): object[key]
    case .array(let rows): rows.first { $0.isRow(named: key) }
    default: nil
    }
  }

  private func isRow(named key: String) -> Bool {
    guard case .object(let object) = self else { return false }
    return ["name", "layer", "class", "batch", "epoch", "width"].contains { name in
      switch object[name] {
      case .string(let text)?: text == key
      case .integer(let number)?: "\(number)" == key
      case .real(let number)?: "\(number)" == key
      default: false
      }
    }
  }
}
