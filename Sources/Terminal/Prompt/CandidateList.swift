import Language

/// What a Tab lists: names with what they are, or, where that is not known or does not fit, names
/// in columns.
enum CandidateList {
  private static let gap = 2

  /// - Parameters:
  ///   - width: the columns of the screen.
  ///   - limit: the lines there is room for.
  static func lines(_ candidates: [Candidate], width: Int, limit: Int) -> [String] {
    let names = withoutFolder(candidates.map(\.text)).map { Printable.of($0) }
    let isDescribed = candidates.contains { !$0.summary.isEmpty }
    guard isDescribed, candidates.count <= limit else {
      return columns(names, width: width, limit: limit)
    }
    let column = min(names.map(DisplayWidth.of).max() ?? 0, width / 2)
    return zip(names, candidates).map { name, candidate in
      let summary = Printable.of(candidate.summary)
      let line = summary.isEmpty ? name : DisplayWidth.pad(name, to: column + gap) + summary
      return DisplayWidth.cut(line, to: width)
    }
  }

  /// Names of files without the folder that is typed already.
  private static func withoutFolder(_ names: [String]) -> [String] {
    func folder(_ name: String) -> Substring {
      name.dropLast().lastIndex(of: "/").map { name[...$0] } ?? ""
    }
    guard let shared = names.first.map(folder), names.allSatisfy({ folder($0) == shared }) else {
      return names
    }
    return names.map { String($0.dropFirst(shared.count)) }
  }

  /// Down the columns, as `ls` has them.
  private static func columns(_ names: [String], width: Int, limit: Int) -> [String] {
    let wide = (names.map(DisplayWidth.of).max() ?? 0) + gap
    let count = max(1, (width + gap) / wide)
    let rows = (names.count + count - 1) / count
    let shown = rows <= limit ? names : Array(names.prefix(max(1, limit - 1) * count))
    let height = (shown.count + count - 1) / count
    var lines = (0..<height).map { row in
      let cells = stride(from: row, to: shown.count, by: height).map { shown[$0] }
      let padded = cells.dropLast().map { DisplayWidth.pad($0, to: wide) } + cells.suffix(1)
      return DisplayWidth.cut(padded.joined(), to: width)
    }
    if shown.count < names.count { lines.append("and \(names.count - shown.count) more") }
    return lines
  }
}
