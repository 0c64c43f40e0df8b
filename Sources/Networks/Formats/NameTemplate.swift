/// A name with holes: letters, and places for what another name holds.
struct NameTemplate: Sendable {
  private enum Piece {
    case letters(Substring)
    /// What hole `number` holds, `plus` added where that is a number.
    case hole(Int, plus: Int)
  }

  private var pieces: [Piece] = []

  /// The numbers of its holes, from 1.
  var holes: Set<Int> {
    Set(pieces.compactMap { if case .hole(let number, _) = $0 { number } else { nil } })
  }

  /// A name in which each `*` is a hole; nil where two stand in one part.
  init?(pattern text: Substring) {
    var number = 0
    for (index, part) in text.split(separator: ".", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { pieces.append(.letters(".")) }
      let letters = part.split(separator: "*", omittingEmptySubsequences: false)
      guard letters.count <= 2 else { return nil }
      pieces.append(.letters(letters[0]))
      if letters.count == 2 {
        number += 1
        pieces += [.hole(number, plus: 0), .letters(letters[1])]
      }
    }
  }

  /// A name in which `{1}` and `{2+1}` are holes; nil where braces hold something else.
  init?(_ text: Substring) {
    var rest = text
    while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      pieces.append(.letters(rest[..<open]))
      guard let found = rest[open...].prefixMatch(of: /\{([1-9])(?:([+-])([0-9]{1,3}))?\}/) else {
        return nil
      }
      let plus = found.3.flatMap { Int($0) } ?? 0
      pieces.append(.hole(Int(found.1)!, plus: found.2 == "-" ? -plus : plus))
      rest = rest[found.range.upperBound...]
    }
    pieces.append(.letters(rest))
  }

  /// What the holes hold where the name is of this form: letters without a point, one at least, as
  /// few as fit. A hole that stands in two places holds the same.
  func match(_ name: Substring) -> [Int: String]? { match(name, pieces[...], [:]) }

  private func match(
    _ name: Substring, _ pieces: ArraySlice<Piece>, _ found: [Int: String]
  ) -> [Int: String]? {
    guard let piece = pieces.first else { return name.isEmpty ? found : nil }
    let rest = pieces.dropFirst()
    switch piece {
    case .letters(let letters):
      guard name.hasPrefix(letters) else { return nil }
      return match(name.dropFirst(letters.count), rest, found)
    case .hole(let number, let plus):
      // At most one hole lies between points in a pattern; holes that touch share what is there.
      var end = name.startIndex
      while end < name.endIndex, name[end] != "." {
        end = name.index(after: end)
        guard let held = Self.shifted(String(name[..<end]), by: -plus) else { continue }
        if let other = found[number], other != held { continue }
        var longer = found
        longer[number] = held
        if let all = match(name[end...], rest, longer) { return all }
      }
      return nil
    }
  }

  /// The name with its holes filled; nil where a hole adds to what is no number.
  func filled(_ values: [Int: String]) -> String? {
    var text = ""
    for piece in pieces {
      switch piece {
      case .letters(let letters): text += letters
      case .hole(let number, let plus):
        guard let value = values[number], let shifted = Self.shifted(value, by: plus) else {
          return nil
        }
        text += shifted
      }
    }
    return text
  }

  private static func shifted(_ text: String, by plus: Int) -> String? {
    guard plus != 0 else { return text }
    guard text.utf8.count <= 9, let number = Int(text), number + plus >= 0 else { return nil }
    return "\(number + plus)"
  }
}
