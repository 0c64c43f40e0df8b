extension Declaration {
  /// Follows braces and parentheses through the code of a file.
  struct Reader {
    private(set) var found: [Declaration] = []
    /// The open braces: of a declaration, or of something else.
    private var braces: [Int?] = []
    private var parentheses = 0
    /// The declaration whose brace may still come, and how many parentheses it stands in.
    private var pending: (index: Int, parentheses: Int)?

    mutating func open(_ declaration: Declaration) {
      var declaration = declaration
      declaration.enclosing = braces.compactMap { $0 }.map { found[$0] }
      found.append(declaration)
      pending = (found.count - 1, parentheses)
    }

    mutating func read(_ line: String, _ number: Int) {
      for character in line {
        switch character {
        case "(", "[": parentheses += 1
        case ")", "]": parentheses -= 1
        case "{": openBrace()
        case "}": closeBrace(number)
        case "=": if isOutside, let index = pending?.index, found[index].isValue { pending = nil }
        default: break
        }
        if let index = pending?.index { found[index].header.append(character) }
      }
      if let index = pending?.index {
        found[index].header.append(" ")
        if found[index].isValue, isOutside { pending = nil }
      }
    }

    private var isOutside: Bool { parentheses == pending?.parentheses }

    private mutating func openBrace() {
      guard isOutside, let index = pending?.index, found[index].mayHaveBody else {
        braces.append(nil)
        return
      }
      found[index].hasBody = true
      braces.append(index)
      pending = nil
    }

    private mutating func closeBrace(_ number: Int) {
      if let index = braces.popLast() ?? nil { found[index].end = number }
      pending = nil
    }
  }

  fileprivate var mayHaveBody: Bool { isType || Self.functions.contains(keyword) }
  fileprivate var isValue: Bool { !isType && !["func", "init", "subscript"].contains(keyword) }
}
