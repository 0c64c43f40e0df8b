/// A plot's cells: braille dots, two across and four down each, and marks over them.
struct BrailleField {
  let width: Int
  let height: Int
  private var cells: [Cell]

  private struct Cell {
    var dots: UInt8 = 0
    var mark: Character?
    var tint: Palette.Tint?
  }

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    cells = Array(repeating: Cell(), count: width * height)
  }

  /// The dot at a place of the unit square, y upwards.
  func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    (TerminalChart.cell(x, of: width * 2), TerminalChart.cell(1 - y, of: height * 4))
  }

  /// A straight line of dots; a dotted one leaves every other pair out.
  mutating func draw(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), _ tint: Palette.Tint,
    isDotted: Bool = false
  ) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      let x = start.x + Int((Double(end.x - start.x) * share).rounded())
      let y = start.y + Int((Double(end.y - start.y) * share).rounded())
      if isDotted, (x + y) % 4 > 1 { continue }
      set(x, y, tint)
    }
  }

  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  private mutating func set(_ x: Int, _ y: Int, _ tint: Palette.Tint) {
    let index = y / 4 * width + x / 2
    cells[index].dots |= Self.bits[x % 2][y % 4]
    cells[index].tint = tint
  }

  /// Sets a mark in the cell of a dot; false if there is another one already.
  mutating func mark(_ dot: (x: Int, y: Int), _ mark: Character, _ tint: Palette.Tint) -> Bool {
    let index = dot.y / 4 * width + dot.x / 2
    guard cells[index].mark == nil else { return false }
    cells[index].mark = mark
    cells[index].tint = tint
    return true
  }

  /// Sets a mark there or, where one is already, in the nearest free cell of the row.
  mutating func markNear(_ dot: (x: Int, y: Int), _ mark: Character, _ tint: Palette.Tint) {
    for shift in [0, 1, -1, 2, -2] {
      let x = dot.x + 2 * shift
      if (0..<width * 2).contains(x), self.mark((x, dot.y), mark, tint) { return }
    }
  }

  /// A row's cells, those of one colour together.
  func runs(_ row: Int) -> [TerminalChart.Run] {
    var runs: [TerminalChart.Run] = []
    var text = ""
    var tint: Palette.Tint?
    for cell in cells[row * width..<(row + 1) * width] {
      let character = cell.mark ?? Self.character(cell.dots)
      // Blanks have no colour and go on with what comes before them.
      if character != " ", cell.tint != tint {
        if !text.isEmpty { runs.append(.init(text, tint)) }
        text = ""
        tint = cell.tint
      }
      text.append(character)
    }
    return runs + [.init(text, tint)]
  }

  private static func character(_ dots: UInt8) -> Character {
    dots == 0 ? " " : Character(Unicode.Scalar(0x2800 + UInt32(dots))!)
  }
}
