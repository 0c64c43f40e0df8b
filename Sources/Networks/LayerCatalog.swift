/// Every kind of layer, sorted by keyword.
public enum LayerCatalog {
  /// Every kind, also those that are not typed.
  public static let all: [any Layer.Type] = [
    AveragePool.self,
    BatchNorm.self,
    Clip.self,
    Concat.self,
    Conv.self,
    Deconv.self,
    Depthwise.self,
    Dropout.self,
    Flatten.self,
    Gated.self,
    GateModule.self,
    GELU.self,
    GlobalMaxPool.self,
    GlobalPool.self,
    HardSigmoid.self,
    HardSwish.self,
    LeakyReLU.self,
    Linear.self,
    ResponseNormLayer.self,
    MaxPool.self,
    Multiply.self,
    PixelShuffle.self,
    PixelUnshuffle.self,
    ReLU.self,
    ReLU6.self,
    Scale.self,
    Shortcut.self,
    Shuffle.self,
    SigmoidLayer.self,
    SiLU.self,
    ChannelSlice.self,
    Softmax.self,
    Sum.self,
    Upsample.self,
  ]

  /// The layer that `keyword` and its arguments describe.
  public static func layer(
    _ keyword: String, words: [String], options: [String: String]
  ) throws(LayerError) -> any Layer {
    guard let kind = all.first(where: { $0.keyword == keyword }) else {
      throw LayerError(
        "there is no layer called ‘\(keyword)’",
        hint: "layers are \(all.map { $0.keyword }.joined(separator: ", "))", word: keyword)
    }
    var arguments = LayerArguments(keyword: keyword, words: words, options: options)
    let layer = try kind.init(&arguments)
    try arguments.finish()
    return layer
  }

  /// The layer of one line, without name and inputs.
  static func layer(_ words: LayerWords) throws(LayerError) -> any Layer {
    try layer(words.keyword, words: words.words, options: words.options)
  }
}
