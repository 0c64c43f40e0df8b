/// A picture as lines: two pixels, one over the other, in each character.
enum PictureLayout {
  /// From dark to bright, on a dark ground.
  private static let ramp = Array(" .:-=+*#%@")

  /// Without colour: characters that cover the more, the brighter the two pixels are.
  static func grey(_ picture: Picture) -> [String] {
    stride(from: 0, to: picture.height, by: 2).map { row in
      String(
        (0..<picture.width).map { column in
          let brightness = picture.mean(row, column, 2, 1).brightness
          return ramp[min(ramp.count - 1, Int(brightness * Double(ramp.count)))]
        })
    }
  }

  /// In colour: upper half blocks, the lower pixel behind them.
  static func coloured(_ picture: Picture, _ colour: Colour) -> [String] {
    func code(_ pixel: Picture.Pixel) -> String {
      colour.hasTrueColour
        ? "2;\(pixel.red);\(pixel.green);\(pixel.blue)" : "5;\(pixel.terminalColour)"
    }
    return stride(from: 0, to: picture.height, by: 2).map { row in
      var line = ""
      var last = ""
      for column in 0..<picture.width {
        let upper = picture[row, column]
        var colours = "38;" + code(upper)
        // An odd last row has the terminal's own ground below it.
        colours += row + 1 < picture.height ? ";48;" + code(picture[row + 1, column]) : ";49"
        if colours != last { line += "\u{1B}[\(colours)m" }
        last = colours
        line += "▀"
      }
      return line + "\u{1B}[0m"
    }
  }
}
