import Tensors

/// How windows move, as people write it: `stride=2` or `stride=2x1`, rows before columns; `pad=1`
/// on all sides, `pad=1x0` above and below, then left and right, or `pad=0,0,1,1` from the top on
/// as ONNX lists it: top, left, bottom, right.
extension LayerArguments {
  /// Two whole numbers, or one that stands for both.
  mutating func pair(
    _ key: String, or standard: (Int, Int), least: Int
  ) throws(LayerError) -> (Int, Int) {
    guard let word = text(key) else { return standard }
    guard word.contains("x") else {
      let number = try number(word, key, least: least, typed: "\(key)=\(word)")
      return (number, number)
    }
    guard let two = Self.numbers(word, separator: "x", least: least), two.count == 2 else {
      throw LayerError(
        "\(key) is one whole number or two like 2x1, each at least \(least), at most "
          + "\(1 << 20), not ‘\(word)’",
        hint: "rows x columns", word: "\(key)=\(word)")
    }
    return (two[0], two[1])
  }

  /// The rows and columns around a map; none unless said.
  mutating func margins(_ key: String) throws(LayerError) -> Margins {
    guard let word = text(key) else { return Margins(0) }
    guard word.contains("x") || word.contains(",") else {
      return Margins(try number(word, key, least: 0, typed: "\(key)=\(word)"))
    }
    if let two = Self.numbers(word, separator: "x", least: 0), two.count == 2 {
      return Margins(two[0], two[1], two[0], two[1])
    }
    guard let four = Self.numbers(word, separator: ",", least: 0), four.count == 4 else {
      throw LayerError(
        "\(key) is one whole number, two like 1x0, or four like 0,0,1,1, each at least 0, at most "
          + "\(1 << 20), not ‘\(word)’",
        hint: "rows x columns, or top,left,bottom,right", word: "\(key)=\(word)")
    }
    return Margins(four[0], four[1], four[2], four[3])
  }

  /// Nil where one of them is none, or out of range.
  private static func numbers(
    _ word: String, separator: Character, least: Int
  ) -> [Int]? {
    let parts = word.split(separator: separator, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }.filter { $0 >= least && $0 <= 1 << 20 }
    return numbers.count == parts.count ? numbers : nil
  }

  /// A pair as it is typed.
  static func text(_ pair: (Int, Int)) -> String {
    pair.0 == pair.1 ? "\(pair.0)" : "\(pair.0)x\(pair.1)"
  }

  /// Margins as they are typed.
  static func text(_ margins: Margins) -> String {
    margins.opposite.map { text(($0.rows, $0.columns)) }
      ?? margins.list.map { "\($0)" }.joined(separator: ",")
  }
}
