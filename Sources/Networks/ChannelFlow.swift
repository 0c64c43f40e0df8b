/// How channels flow through a layer: what gates, surgery and costs have to know of it.
public enum ChannelFlow: Sendable, Equatable {
  /// It makes channels of its own, each from all that come in. Any may leave, of those it makes and
  /// of those it reads.
  case makes
  /// It makes channels of its own from groups of those that come in: none leaves, on neither side.
  case makesInGroups
  /// Each output channel comes from one that comes in (`Layer.origins`) and leaves with it.
  ///
  /// - zeros: whether a channel of zeros stays one, so that it may be closed in front of the layer.
  /// - rides: whether the layer belongs to the one right in front of it, whose gates stand behind
  ///   both.
  case carries(zeros: Bool, rides: Bool)
  /// It adds its inputs channel by channel: a channel leaves all of them or none. An input of zeros
  /// is left out, and one that is left alone is the sum.
  case adds
  /// It multiplies its inputs channel by channel: a channel leaves all of them or none, and a
  /// channel of zeros in one makes one of the product.
  case multiplies
  /// It carries channels to a place among channels of zeros, for a sum. Any may leave, of those
  /// that come in and of those that come out.
  case pads
  /// Every output may depend on every channel that comes in: none leaves.
  case mixes
  /// It reads channels to decide about those of other layers. Its outputs, the gates, leave one by
  /// one.
  case decides
  /// It multiplies its first input by gates, its others.
  case gates
}

/// Where an output channel comes from: a channel of one of the layer's inputs.
public struct ChannelOrigin: Sendable, Equatable {
  /// Which of the inputs, from 0.
  public var input: Int
  /// Which of its channels, from 0.
  public var channel: Int

  /// Channel `channel` of input number `input`.
  public init(input: Int, channel: Int) {
    self.input = input
    self.channel = channel
  }
}
