import Tensors

/// The words after a layer's keyword, read one after another; what nobody reads is an error.
public struct LayerArguments {
  private var words: [String]
  private var options: [String: String]
  /// Options the layer asked for.
  private var known: [String] = []
  private let keyword: String

  /// What was typed after `keyword`: the words by place, the options by key.
  public init(keyword: String, words: [String], options: [String: String]) {
    self.keyword = keyword
    self.words = words
    self.options = options
  }

  /// The next word as a positive number.
  public mutating func count(_ what: String) throws(LayerError) -> Int {
    guard !words.isEmpty else {
      throw LayerError("‘\(keyword)’ needs \(what)", hint: "for example: add \(keyword) 64")
    }
    return try number(words.removeFirst(), what, least: 1)
  }

  /// The next word as a positive number, or `standard` where none is left.
  public mutating func count(_ what: String, or standard: Int) throws(LayerError) -> Int {
    words.isEmpty ? standard : try count(what)
  }

  /// The next word as a window such as `3x3` or `3`, of at most `limit` rows and columns.
  public mutating func window(
    or standard: (Int, Int), limit: Int = 1024
  ) throws(LayerError) -> (Int, Int) {
    guard !words.isEmpty else { return standard }
    let word = words.removeFirst()
    let sides = word.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    if let side = sides[0], sides.count == 1, (1...limit).contains(side) { return (side, side) }
    if sides.count == 2, let height = sides[0], let width = sides[1], (1...limit).contains(height),
      (1...limit).contains(width)
    {
      return (height, width)
    }
    throw LayerError(
      "a window is written like 3x3, not ‘\(word)’", hint: "height x width", word: word)
  }

  /// The next word as a share between 0 and 1, such as `0.5` or `50%`.
  public mutating func share(_ what: String, or standard: Double) throws(LayerError) -> Double {
    guard !words.isEmpty else { return standard }
    let word = words.removeFirst()
    let text = word.hasSuffix("%") ? String(word.dropLast()) : word
    guard let value = Double(text) else {
      throw LayerError("\(what) is a number, not ‘\(word)’", word: word)
    }
    let share = word.hasSuffix("%") ? value / 100 : value
    guard share >= 0, share < 1 else {
      throw LayerError("\(what) lies from 0 to below 1, not \(word)", word: word)
    }
    return share
  }

  /// The whole number of `key=N`, `least` or more.
  public mutating func option(
    _ key: String, or standard: Int, least: Int = 0
  ) throws(LayerError) -> Int {
    guard let word = text(key) else { return standard }
    return try number(word, key, least: least, typed: "\(key)=\(word)")
  }

  /// The number of `key=NUMBER`.
  public mutating func number(
    _ key: String, or standard: Double, in range: ClosedRange<Double>
  ) throws(LayerError) -> Double {
    try number(key, in: range) ?? standard
  }

  /// The number of `key=NUMBER`; nil where it was not typed.
  public mutating func number(
    _ key: String, in range: ClosedRange<Double>
  ) throws(LayerError) -> Double? {
    guard let word = text(key) else { return nil }
    guard let value = Double(word) else {
      throw LayerError("\(key) is a number, not ‘\(word)’", word: "\(key)=\(word)")
    }
    guard range.contains(value) else {
      throw LayerError(
        "\(key) lies from \(range.lowerBound) to \(range.upperBound), not \(word)",
        word: "\(key)=\(word)")
    }
    return value
  }

  /// The `on` or `off` of `key=…`; `yes`, `no`, `true` and `false` do as well.
  public mutating func flag(_ key: String, or standard: Bool) throws(LayerError) -> Bool {
    guard let word = text(key) else { return standard }
    switch word {
    case "on", "yes", "true": return true
    case "off", "no", "false": return false
    default: throw LayerError("\(key) is on or off, not ‘\(word)’", word: "\(key)=\(word)")
    }
  }

  /// The text of `key=…`; nil where it was not typed.
  public mutating func text(_ key: String) -> String? {
    known.append(key)
    return options.removeValue(forKey: key)
  }

  /// Refuses what was not read.
  public func finish() throws(LayerError) {
    if let word = words.first {
      throw LayerError("‘\(keyword)’ has no use for ‘\(word)’", word: word)
    }
    if let key = options.keys.sorted().first {
      throw LayerError("‘\(keyword)’ has no option ‘\(key)’", word: key, known: known)
    }
  }

  /// The whole number that `word` is.
  ///
  /// - Parameter typed: the word with its key, where it has one.
  func number(
    _ word: String, _ what: String, least: Int, typed: String? = nil
  ) throws(LayerError) -> Int {
    guard let value = Int(word) else {
      throw LayerError("\(what) is a whole number, not ‘\(word)’", word: typed ?? word)
    }
    guard value >= least, value <= 1 << 20 else {
      throw LayerError(
        "\(what) is at least \(least), at most \(1 << 20), not \(word)", word: typed ?? word)
    }
    return value
  }
}
