/// Colours and marks that also people who are colour-blind, or see no colour, can tell apart.
///
/// The colours are those of Okabe and Ito, "Color Universal Design" (2008), without yellow, which
/// is too pale for lines on white; for dark terminals the nearest of the 256 that is light enough.
public enum Palette {
  /// A colour by what it is for; screen and file look it up.
  public enum Tint: Hashable, Sendable {
    /// The colour of the series or part of that number; they repeat.
    case series(Int)
    /// Axes and what serves to compare.
    case muted
  }

  struct Entry {
    let red: Double
    let green: Double
    let blue: Double
    let terminal: Int

    init(_ code: Int, terminal: Int) {
      red = Double(code >> 16) / 255
      green = Double(code >> 8 & 255) / 255
      blue = Double(code & 255) / 255
      self.terminal = terminal
    }
  }

  private static let entries = [
    Entry(0x0072B2, terminal: 32), Entry(0xD55E00, terminal: 202),
    Entry(0x009E73, terminal: 36), Entry(0xE69F00, terminal: 214),
    Entry(0xCC79A7, terminal: 175), Entry(0x56B4E9, terminal: 117),
    Entry(0x000000, terminal: 250),
  ]
  private static let muted = Entry(0x777777, terminal: 244)

  static func entry(_ tint: Tint) -> Entry {
    switch tint {
    case .series(let index): entries[index % entries.count]
    case .muted: muted
    }
  }

  /// The number of the colour among the 256 of a terminal.
  public static func terminalColour(_ tint: Tint) -> Int { entry(tint).terminal }

  /// The shapes of marks, in the order of series; six of them beside seven colours make 42 pairs.
  enum Shape: CaseIterable {
    case circle, triangle, square, diamond, pointer, star

    static func of(_ index: Int) -> Shape { allCases[index % allCases.count] }

    func character(isHollow: Bool) -> Character {
      switch self {
      case .circle: isHollow ? "○" : "●"
      case .triangle: isHollow ? "△" : "▲"
      case .square: isHollow ? "□" : "■"
      case .diamond: isHollow ? "◇" : "◆"
      case .pointer: isHollow ? "▽" : "▼"
      case .star: isHollow ? "☆" : "★"
      }
    }
  }

  /// How the parts of a bar are filled in a terminal.
  static let fills: [Character] = ["█", "▓", "▒", "░"]
}

extension Chart {
  /// The series with the tint each is drawn in; guides are muted and do not count.
  static func tinted(_ series: [Series]) -> [(series: Series, index: Int, tint: Palette.Tint)] {
    var index = -1
    return series.map { one in
      guard one.form != .guide else { return (one, 0, .muted) }
      index += 1
      let place = one.place ?? index
      return (one, place, .series(place))
    }
  }
}
