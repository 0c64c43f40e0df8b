/// Finds the name that was probably meant.
enum Spelling {
  /// The name of `names` nearest to `word`, if it is near enough: at most a third of the letters
  /// inserted, left out or changed. Words over 64 letters are not looked at.
  static func nearest(to word: String, among names: [String]) -> String? {
    let wanted = Array(word.prefix(65).lowercased())
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    var best: (name: String, distance: Int)?
    for name in names.prefix(1000) {
      let letters = Array(name.prefix(65).lowercased())
      guard letters.count <= 64 else { continue }
      let distance = distance(wanted, letters)
      if distance < best?.distance ?? Int.max { best = (name, distance) }
    }
    guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
    return best.name
  }

  /// `‘a’?` with the way to say it, or the plain list.
  static func hint(for word: String, among names: [String], called: String) -> String {
    let list = "\(called) are \(DatasetError.Problem.listed(names))"
    guard let name = nearest(to: word, among: names) else { return list }
    return "\(list); did you mean \(DatasetError.Problem.quoted(name))?"
  }

  private static func distance(_ one: [Character], _ other: [Character]) -> Int {
    var row = Array(0...other.count)
    for (i, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, against) in other.enumerated() {
        let change = diagonal + (letter == against ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
