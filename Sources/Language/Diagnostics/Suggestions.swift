/// Finds what a mistyped name was meant to be.
public enum Suggestions {
  /// The least number of insertions, deletions, replacements and swaps of neighbours that make
  /// `b` of `a` (optimal string alignment: Damerau, 1964; Levenshtein, 1966).
  public static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a.prefix(64).lowercased())
    let b = Array(b.prefix(64).lowercased())
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }

  /// The name nearest to `typed`, if one is near enough to be meant.
  ///
  /// - Parameter others: what is called otherwise elsewhere, in small letters, and its name here.
  public static func nearest(
    to typed: String, among names: [String], others: [String: String] = [:]
  ) -> String? {
    // So long a word is no misspelt name, and every name would be measured against it.
    guard !typed.isEmpty, typed.utf8.count <= 256 else { return nil }
    if let known = others[typed.lowercased()], names.contains(known) { return known }
    let limit = max(1, min(3, (typed.count + 1) / 3))
    var best: (name: String, distance: Int, gap: Int)?
    for name in names {
      let starts =
        typed.count >= 2 && name.count > typed.count
        && name.lowercased().hasPrefix(typed.lowercased())
      let distance = starts ? 1 : Self.distance(typed, name)
      guard distance <= limit else { continue }
      let gap = Self.gap(typed, name)
      if (distance, gap) < (best?.distance ?? .max, best?.gap ?? .max) {
        best = (name, distance, gap)
      }
    }
    return best?.name
  }

  /// How far the characters lie apart in the alphabet: `conv2` is nearer to `conv3` than `conv1`.
  private static func gap(_ a: String, _ b: String) -> Int {
    zip(a.unicodeScalars, b.unicodeScalars).reduce(0) { sum, pair in
      sum + abs(Int(pair.0.value) - Int(pair.1.value))
    }
  }

  /// `layers here are a, b, c; did you mean ‘b’?`; nil if there are no names.
  public static func hint(
    for typed: String, among names: [String], noun: String, others: [String: String] = [:]
  ) -> String? {
    guard !names.isEmpty else { return nil }
    let meant = nearest(to: typed, among: names, others: others).map { "did you mean ‘\($0)’?" }
    if names.count > 16, let meant { return meant }
    let listed = names.prefix(16).joined(separator: ", ") + (names.count > 16 ? ", …" : "")
    let verb = names.count == 1 ? "the only \(noun) here is" : "\(plural(noun)) here are"
    return "\(verb) \(listed)" + (meant.map { "; \($0)" } ?? "")
  }

  /// The plural of an English noun, as far as our nouns need it.
  public static func plural(_ noun: String) -> String {
    if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
      return noun.dropLast() + "ies"
    }
    // The ‘ch’ of ‘epoch’ is a k.
    let hisses = noun.hasSuffix("s") || noun.hasSuffix("ch") && noun != "epoch"
    return noun + (hisses ? "es" : "s")
  }
}
