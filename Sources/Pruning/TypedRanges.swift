/// What may be typed for options that several methods have, and so what a file may hold of them.
enum TypedRanges {
  /// A number of epochs.
  static let epochs = 0.0...100_000
  /// Epochs from one cut to the next.
  static let intervals = 0.001...100_000
  /// The weight of a term in the loss.
  static let strengths = 0.0...1000
}
