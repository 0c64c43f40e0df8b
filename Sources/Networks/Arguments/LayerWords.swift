/// A layer as one line of text: its keyword, the words behind it, its options by key.
struct LayerWords {
  /// Empty where the line is.
  let keyword: String
  let words: [String]
  var options: [String: String] = [:]

  init(_ line: String) {
    var words = line.split(separator: " ").map(String.init)
    keyword = words.isEmpty ? "" : words.removeFirst()
    for word in words where word.contains("=") {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      options[String(parts[0])] = String(parts[1])
    }
    self.words = words.filter { !$0.contains("=") }
  }
}
