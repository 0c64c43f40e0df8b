/// A JSON value whose objects keep the order of their keys.
public enum JSONValue: Hashable, Sendable, Codable {
  case null
  case bool(Bool)
  case integer(Int)
  case real(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

/// The members of a JSON object, in the order they were set.
public struct JSONObject: Hashable, Sendable, Codable, ExpressibleByDictionaryLiteral {
  /// In the order in which they were set.
  public private(set) var keys: [String] = []
  private var values: [String: JSONValue] = [:]

  /// An object without keys.
  public init() {}

  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (key, value) in elements { self[key] = value }
  }

  /// Whether there are no keys.
  public var isEmpty: Bool { keys.isEmpty }

  /// The value of a key; a new key goes to the end, nil takes one out.
  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set {
      if let newValue {
        if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
      } else if values.removeValue(forKey: key) != nil {
        keys.removeAll { $0 == key }
      }
    }
  }
}

extension JSONObject {
  /// Adds the members of another object after these.
  public mutating func append(_ other: JSONObject) {
    for key in other.keys { self[key] = other[key] }
  }

  /// The object but for some members.
  public func without(_ left: Set<String>) -> JSONObject {
    var result = self
    for key in left { result[key] = nil }
    return result
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    var object = JSONObject()
    for (key, value) in elements { object[key] = value }
    self = .object(object)
  }

  /// The string, or `null` for nil.
  public init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
  /// The number, or `null` for nil.
  public init(_ value: Int?) { self = value.map(JSONValue.integer) ?? .null }
  /// The number, or `null` for nil.
  public init(_ value: Double?) { self = value.map(JSONValue.real) ?? .null }
}

extension JSONValue: CustomStringConvertible {
  /// The value on one line. Numbers print as the shortest text that reads back the same; those
  /// that are not finite print as `null`, because JSON has no other word for them.
  public var description: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .real(let value): text += value.isFinite ? "\(value)" : "null"
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.write(to: &text)
      }
      text += "]"
    case .object(let object):
      text += "{"
      for (index, key) in object.keys.enumerated() {
        if index > 0 { text += ", " }
        Self.write(key, to: &text)
        text += ": "
        (object[key] ?? .null).write(to: &text)
      }
      text += "}"
    }
  }

  /// The value with a line for each member, and a line break at the end, for files that people
  /// compare.
  ///
  /// - Parameter width: the blanks that a level adds.
  public func indented(by width: Int = 1) -> String {
    var text = ""
    write(to: &text, width: width, level: 0)
    return text + "\n"
  }

  private func write(to text: inout String, width: Int, level: Int) {
    func line(_ level: Int) { text += "\n" + String(repeating: " ", count: width * level) }
    switch self {
    case .array(let values) where !values.isEmpty:
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        line(level + 1)
        value.write(to: &text, width: width, level: level + 1)
      }
      line(level)
      text += "]"
    case .object(let object) where !object.isEmpty:
      text += "{"
      for (index, key) in object.keys.enumerated() {
        if index > 0 { text += "," }
        line(level + 1)
        Self.write(key, to: &text)
        text += ": "
        (object[key] ?? .null).write(to: &text, width: width, level: level + 1)
      }
      line(level)
      text += "}"
    default: write(to: &text)
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        if scalar.value < 0x20 || scalar.value == 0x7F || (0x2028...0x2029).contains(scalar.value) {
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}
