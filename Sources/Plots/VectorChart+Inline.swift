extension VectorChart {
  /// The `svg` element alone, for a page that holds several: its names begin with `prefix`, and it
  /// counts as one picture to readers of the screen.
  ///
  /// - Throws: `CanvasError` with what Cairo says.
  public func element(prefix: String) throws(CanvasError) -> String {
    let svg = try bytes(.svg)
    let open = Array("<svg".utf8)
    let start = svg.indices.first { svg[$0...].starts(with: open) } ?? svg.startIndex
    var element = open + Array(" role=\"img\"".utf8)
    var isTag = true
    var index = start + open.count
    while index < svg.count {
      // Names are given and used in tags only; what is between tags is text.
      let mark = isTag ? Self.marks.first { svg[index...].starts(with: $0) } : nil
      if let mark {
        element += mark + Array(prefix.utf8)
        index += mark.count
        continue
      }
      if svg[index] == UInt8(ascii: "<") { isTag = true }
      if svg[index] == UInt8(ascii: ">") { isTag = false }
      element.append(svg[index])
      index += 1
    }
    return String(decoding: element, as: UTF8.self)
  }

  /// What comes before a name.
  private static let marks = [" id=\"", "href=\"#", "url(#"].map { Array($0.utf8) }
}
