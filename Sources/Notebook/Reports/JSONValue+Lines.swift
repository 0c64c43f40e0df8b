extension JSONValue {
  /// The value over several lines, for a file that people read too: a member a line, two blanks
  /// deeper at each level; what holds neither lists nor objects stays on one line.
  func lines(depth: Int = 0) -> String {
    let inner = String(repeating: "  ", count: depth + 1)
    let outer = String(repeating: "  ", count: depth)
    switch self {
    case .array(let values) where values.contains(where: \.isNested):
      let parts = values.map { inner + $0.lines(depth: depth + 1) }
      return "[\n" + parts.joined(separator: ",\n") + "\n\(outer)]"
    case .object(let object) where depth == 0 || object.keys.contains { object[$0]!.isNested }:
      let parts = object.keys.map { key in
        "\(inner)\(JSONValue.string(key)): \((object[key] ?? .null).lines(depth: depth + 1))"
      }
      return "{\n" + parts.joined(separator: ",\n") + "\n\(outer)}"
    default: return description
    }
  }

  private var isNested: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }
}

extension JSONObject {
  /// Adds the members of another object behind these.
  mutating func append(_ other: JSONObject) {
    for key in other.keys { self[key] = other[key] }
  }

  /// The object but for some members.
  func without(_ left: Set<String>) -> JSONObject {
    var result = self
    for key in left { result[key] = nil }
    return result
  }
}
