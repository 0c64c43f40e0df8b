extension Report {
  /// Adds an image of the data, which is the same on every machine.
  public mutating func draw(_ picture: Picture) {
    let lines = PictureLayout.grey(picture).map { Phrase($0) }
    blocks.append(Block(.chart(lines), picture: picture))
  }
}
