/// Stacked bars in a terminal, one a line.
struct TerminalBars {
  private let value: Axis
  private let parts: [String]
  private let rows: [Chart.Row]
  private let page: TerminalChart

  init(value: Axis, parts: [String], rows: [Chart.Row], in page: TerminalChart) {
    self.value = value
    self.parts = parts
    self.rows = rows
    self.page = page
  }

  var lines: [TerminalChart.Line] {
    let labels = column(rows.map(\.label), most: page.width / 3)
    let variants = column(rows.map(\.variant), most: page.width / 6)
    let indent = labels + (variants == 0 ? 0 : variants + 1)
    let width = max(2, page.width - indent - 2)
    let scale = AxisScale.fitting(
      value, over: [0] + rows.map(\.total), along: Double(width),
      extent: { Double(page.columns($0)) + 2 })
    var lines: [TerminalChart.Line] = []
    for (index, row) in rows.enumerated() {
      let isFirst = index == 0 || rows[index - 1].label != row.label
      var text = page.pad(isFirst ? row.label : "", to: labels)
      if variants > 0 { text += " " + page.pad(row.variant, to: variants) }
      lines.append(.init([.init(text), .init(" │", .muted)] + bar(row, scale, width)))
    }
    let legend = parts.indices.map { part in
      (mark: fill(part), name: parts[part], tint: Palette.Tint.series(part))
    }
    return lines + page.axis(scale, indent: indent + 1, width: width) + page.legend(legend)
  }

  private func column(_ texts: [String], most: Int) -> Int {
    min(texts.map(page.columns).max() ?? 0, most)
  }

  private func fill(_ part: Int) -> Character { Palette.fills[part % Palette.fills.count] }

  private static let eighths = Array("▏▎▍▌▋▊▉")

  /// Parts end at the nearest cell, the bar itself at the nearest eighth of one.
  private func bar(_ row: Chart.Row, _ scale: AxisScale, _ width: Int) -> [TerminalChart.Run] {
    let eighths = Int((scale.position(row.total) * Double(width) * 8).rounded())
    let whole = eighths / 8
    var runs: [TerminalChart.Run] = []
    var sum = 0.0
    var filled = 0
    var last = 0
    for (part, value) in row.values.enumerated() where value > 0 {
      sum += value
      let end = min(whole, Int((scale.position(sum) * Double(width)).rounded()))
      if end > filled {
        runs.append(.init(String(repeating: fill(part), count: end - filled), .series(part)))
      }
      filled = max(filled, end)
      last = part
    }
    if filled < whole {
      runs.append(.init(String(repeating: fill(last), count: whole - filled), .series(last)))
    }
    if eighths % 8 > 0 { runs.append(.init(String(Self.eighths[eighths % 8 - 1]), .series(last))) }
    return runs
  }
}
