/// How another program names layers that have other names here: lines of `THEIRS = OURS`.
///
/// A name is that of a layer, or of one of its tensors with it. In THEIRS `*` stands for any
/// letters without a point, at most one in each part; in OURS `{1}` is what the first `*` stands
/// for, `{2+1}` the number of the second and one more. The first line that fits a name holds; a
/// name that none fits stays as it is. What stands behind `#` is a comment.
///
///     layer*.*.conv* = s{1}b{2+1}.conv{3}
///     fc = fc1
public struct NameMap: Sendable {
  /// Why a text is no such map: one sentence without a full stop.
  public struct FormatError: Error {
    /// Counted from 1.
    public let line: Int
    /// What is wrong with it.
    public let reason: String
  }

  private var lines: [(theirs: NameTemplate, ours: NameTemplate)] = []

  /// Lines that a map may have.
  static let lineLimit = 4096

  /// A map that leaves every name as it is.
  public init() {}

  /// - Throws: `FormatError`, with the first line that is wrong.
  public init(_ text: String) throws(FormatError) {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      func refusal(_ reason: String) -> FormatError {
        FormatError(line: index + 1, reason: reason)
      }
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
      guard !words.isEmpty else { continue }
      guard lines.count < Self.lineLimit else {
        throw refusal("there are more than \(Self.lineLimit) lines")
      }
      guard words.count == 3, words[1] == "=" else {
        throw refusal("expected THEIRS = OURS, with blanks around the sign")
      }
      guard words.allSatisfy({ $0.utf8.count <= 200 }) else {
        throw refusal("a name is longer than 200 letters")
      }
      guard let theirs = NameTemplate(pattern: words[0]) else {
        throw refusal("a part of a name between points has one * at most")
      }
      guard let ours = NameTemplate(words[2]) else {
        throw refusal("expected {1} or {1+1} where there are braces")
      }
      guard ours.holes.isSubset(of: theirs.holes) else {
        throw refusal("there are \(theirs.holes.count) of *, fewer than the braces name")
      }
      lines.append((theirs, ours))
    }
  }

  /// These lines, then those of `other` for names that none of these fits.
  public func followed(by other: NameMap) -> NameMap {
    var result = self
    result.lines += other.lines
    return result
  }

  /// What a tensor of the other program is called here.
  public func ours(_ theirs: String) -> String { renamed(theirs, \.theirs, \.ours) }

  /// What a tensor is called there: the other way round.
  public func theirs(_ ours: String) -> String { renamed(ours, \.ours, \.theirs) }

  private func renamed(
    _ name: String, _ from: KeyPath<(theirs: NameTemplate, ours: NameTemplate), NameTemplate>,
    _ to: KeyPath<(theirs: NameTemplate, ours: NameTemplate), NameTemplate>
  ) -> String {
    let dot = name.lastIndex(of: ".")
    let layer = dot.map { name[..<$0] } ?? name[...]
    for line in lines {
      let (from, to) = (line[keyPath: from], line[keyPath: to])
      if let whole = from.match(name[...]).flatMap(to.filled) { return whole }
      if let dot, let found = from.match(layer).flatMap(to.filled) { return found + name[dot...] }
    }
    return name
  }

  /// The names of all tensors here, by their names there.
  ///
  /// - Returns: nil and the two names where two would have one name here.
  public func ours(
    of names: [String]
  ) -> (names: [String: String], clash: (first: String, second: String)?) {
    var found: [String: String] = [:]
    var taken: [String: String] = [:]
    for name in names {
      let ours = ours(name)
      if let first = taken[ours] { return (found, (first, name)) }
      taken[ours] = name
      found[name] = ours
    }
    return (found, nil)
  }
}
