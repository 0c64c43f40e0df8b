import Language

/// A word or a number of a printed line, for comparing two lines number by number.
struct NumberToken: Hashable {
  enum Kind: Hashable {
    case word
    /// The value in base units: 0.52 for `52.0 %`, 0.0031 for `3.10 mJ`; and the worth of one unit
    /// in the last digit printed.
    case number(Double, grain: Double)
  }

  let kind: Kind
  let text: String
  /// In bytes of the line.
  let span: Span

  /// The words and numbers of `line`.
  static func tokens(_ line: String) -> [NumberToken] {
    var scanner = Scanner(Array(line.utf8))
    return scanner.scan()
  }

  var value: Double? {
    if case .number(let value, _) = kind { value } else { nil }
  }

  /// Reads one line; every byte that is no blank ends up in a token.
  private struct Scanner {
    private let bytes: [UInt8]
    private var index = 0
    private var tokens: [NumberToken] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func scan() -> [NumberToken] {
      while index < bytes.count {
        if bytes[index] == 0x20 || bytes[index] == 0x09 {
          index += 1
        } else if let token = number() {
          tokens.append(token)
          index = token.span.end
        } else {
          word()
        }
      }
      return tokens
    }

    /// Up to the next blank, or to where a number can begin after punctuation. Digits that are no
    /// number stay together.
    private mutating func word() {
      let start = index
      let isName = Self.isLetter(bytes[index])
      while index < bytes.count, Self.isDigit(bytes[index]) { index += 1 }
      if index == start { index += 1 }
      while index < bytes.count, bytes[index] != 0x20, bytes[index] != 0x09 {
        let byte = bytes[index]
        if isName, !Self.isLetter(byte), !Self.isDigit(byte) { break }
        if !isName, Self.isLetter(byte) || Self.isDigit(byte) || byte == 0x2D { break }
        index += 1
      }
      let text = String(decoding: bytes[start..<index], as: UTF8.self)
      tokens.append(NumberToken(kind: .word, text: text, span: Span(start, index)))
    }

    private func number() -> NumberToken? {
      var end = index
      if end < bytes.count, bytes[end] == 0x2D || bytes[end] == 0x2B { end += 1 }
      let digits = end
      var decimals = 0
      while end < bytes.count, Self.isDigit(bytes[end]) || isSeparator(end, digits) { end += 1 }
      guard end > digits else { return nil }
      if end + 1 < bytes.count, bytes[end] == 0x2E, Self.isDigit(bytes[end + 1]) {
        let point = end
        end += 1
        while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
        decimals = end - point - 1
      }
      let exponent = exponentEnd(end)
      let plain = bytes[index..<exponent].filter { $0 != 0x2C }
      guard let value = Double(String(decoding: plain, as: UTF8.self)), value.isFinite else {
        return nil
      }
      let (factor, finish) = unit(exponent)
      if finish < bytes.count, Self.isLetter(bytes[finish]) { return nil }
      var grain = factor
      for _ in 0..<decimals { grain = grain * 0.1 }
      if exponent > end { grain = abs(value) * factor * 0.01 }
      let text = String(decoding: bytes[index..<finish], as: UTF8.self)
      return NumberToken(
        kind: .number(value * factor, grain: grain), text: text, span: Span(index, finish))
    }

    /// A comma with three digits after it.
    private func isSeparator(_ at: Int, _ first: Int) -> Bool {
      guard at > first, bytes[at] == 0x2C, at + 3 < bytes.count else { return false }
      return (1...3).allSatisfy { Self.isDigit(bytes[at + $0]) }
        && (at + 4 >= bytes.count || !Self.isDigit(bytes[at + 4]))
    }

    private func exponentEnd(_ end: Int) -> Int {
      guard end + 1 < bytes.count, bytes[end] == 0x65 || bytes[end] == 0x45 else { return end }
      var last = end + 1
      if bytes[last] == 0x2D || bytes[last] == 0x2B { last += 1 }
      let digits = last
      while last < bytes.count, Self.isDigit(bytes[last]) { last += 1 }
      return last > digits ? last : end
    }

    /// The factor of a unit after the number, and where it ends.
    private func unit(_ end: Int) -> (Double, Int) {
      let start = end < bytes.count && bytes[end] == 0x20 ? end + 1 : end
      if start < bytes.count, bytes[start] == UInt8(ascii: "%") { return (0.01, start + 1) }
      for (name, factor) in Self.units {
        let finish = start + name.count
        guard finish <= bytes.count, bytes[start..<finish].elementsEqual(name) else { continue }
        if finish == bytes.count || !(Self.isLetter(bytes[finish]) || Self.isDigit(bytes[finish])) {
          return (factor, finish)
        }
      }
      return (1, end)
    }

    private static let units: [([UInt8], Double)] = {
      let prefixes: [(String, Double)] = [
        ("", 1), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("m", 1e-3), ("µ", 1e-6),
        ("n", 1e-9), ("p", 1e-12),
      ]
      let quantities = ["J", "W", "s", "g", "B", "Wh"].flatMap { base in
        prefixes.map { (Array(($0.0 + base).utf8), $0.1) }
      }
      // A hundredth, like the percentages they lie apart.
      return quantities + [(Array("points".utf8), 0.01)]
    }()

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isLetter(_ byte: UInt8) -> Bool {
      (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A) || byte == 0x5F
    }
  }
}
