/// Which public declarations of a room ask for a doc comment, and which have one.
struct Documentation {
  private(set) var documented = 0
  /// File, line and path of each that is missing.
  private(set) var missing: [String] = []

  var count: Int { documented + missing.count }
  var percent: Double { count == 0 ? 100 : 100 * Double(documented) / Double(count) }

  /// Of the declarations of some files, by path. What a protocol asks for (one of `house`, or of
  /// Swift's own) is described there, and the name of a case says what it is.
  init(_ files: [String: [Declaration]], _ house: ProtocolTable) {
    for (file, declarations) in files.sorted(by: { $0.key < $1.key }) {
      for declaration in declarations where declaration.isPublic && !house.asks(for: declaration) {
        if declaration.hasComment {
          documented += 1
        } else {
          missing.append("\(file):\(declaration.line) \(declaration.path)")
        }
      }
    }
  }
}

extension Declaration {
  /// Marked so, or asked for by a public protocol; an extension is none of its own.
  var isPublic: Bool {
    if keyword == "extension" || keyword == "case" { return false }
    if modifiers.contains("public") || modifiers.contains("open") { return true }
    guard let owner = enclosing.last, owner.keyword == "protocol" else { return false }
    return owner.modifiers.contains("public")
  }
}

/// The protocols of the house and of Swift, with what they ask for, and who conforms.
struct ProtocolTable {
  /// Names that each protocol asks for.
  private var requirements: [String: Set<String>] = Self.swift
  /// What each type conforms to or inherits from, as written at its declaration and extensions.
  private var parents: [String: Set<String>] = [:]

  init(_ declarations: some Sequence<Declaration>) {
    for declaration in declarations {
      if declaration.isType {
        parents[declaration.name, default: []].formUnion(declaration.inherited)
      }
      if let owner = declaration.enclosing.last, owner.keyword == "protocol" {
        requirements[owner.name, default: []].insert(declaration.name)
      }
    }
  }

  /// Whether a declaration is a witness of a protocol that its type conforms to, or the default of
  /// what a protocol asks for.
  func asks(for declaration: Declaration) -> Bool {
    guard let owner = declaration.enclosing.last, owner.keyword != "protocol" else { return false }
    return ancestors(of: owner.name).contains {
      requirements[$0]?.contains(declaration.name) == true
    }
  }

  private func ancestors(of name: String) -> Set<String> {
    var found: Set<String> = [name]
    var open = [name]
    while let next = open.popLast() {
      let last = next.split(separator: ".").last.map(String.init) ?? next
      for parent in parents[last, default: []].subtracting(found) {
        found.insert(parent)
        open.append(parent)
      }
    }
    return found
  }

  private static let swift: [String: Set<String>] = [
    "Equatable": ["=="], "Hashable": ["==", "hash"], "Comparable": ["==", "<"],
    "CustomStringConvertible": ["description"], "CaseIterable": ["allCases"],
    "RawRepresentable": ["rawValue", "init(rawValue"], "OptionSet": ["rawValue", "init(rawValue"],
    "Codable": ["encode", "init(from"], "Encodable": ["encode"], "Decodable": ["init(from"],
    "AdditiveArithmetic": ["zero", "+", "-"], "Identifiable": ["id"], "Sequence": ["makeIterator"],
    "IteratorProtocol": ["next"],
    "ExpressibleByStringLiteral": ["init(stringLiteral"],
    "ExpressibleByStringInterpolation": ["init(stringLiteral", "init(stringInterpolation"],
    "StringInterpolationProtocol": [
      "init(literalCapacity", "appendLiteral", "appendInterpolation",
    ],
    "ExpressibleByIntegerLiteral": ["init(integerLiteral"],
    "ExpressibleByFloatLiteral": ["init(floatLiteral"],
    "ExpressibleByArrayLiteral": ["init(arrayLiteral"],
    "ExpressibleByDictionaryLiteral": ["init(dictionaryLiteral"],
    "ExpressibleByBooleanLiteral": ["init(booleanLiteral"],
  ]
}
