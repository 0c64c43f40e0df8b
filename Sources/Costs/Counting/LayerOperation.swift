/// A layer as a counting tool meets it: the kind of operation and what it has to do for one image.
public struct LayerOperation: Hashable, Sendable {
  /// What tools tell layers apart by; each layer names its kind in its own file.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Plain, grouped and depthwise.
    case convolution
    case linear
    case batchNorm = "batch norm"
    case relu = "ReLU"
    case relu6 = "ReLU6"
    case sigmoid
    case maximumPool = "max pool"
    case averagePool = "average pool"
    case globalPool = "global average pool"
    case sum
    case concat
    case flatten
    case dropout
    /// Every n-th row and column, padded with channels of zeros.
    case shortcut
    /// Any other; no tool was asked how it counts it.
    case other = "layers no tool was asked about"
    /// A gate, or what asks one; no tool knows it.
    case gate
  }

  /// The layer's name.
  public var name: String
  /// What a tool takes the layer for.
  public var kind: Kind
  /// Of one image.
  public var work: Work
  /// Whether the network's output depends on it.
  public var isRead: Bool

  /// A layer and its work of one image; read unless said.
  public init(_ name: String, _ kind: Kind, _ work: Work, isRead: Bool = true) {
    self.name = name
    self.kind = kind
    self.work = work
    self.isRead = isRead
  }

  /// Additions of a bias: one for each number that comes out; 0 without a bias.
  var biasAdditions: Double {
    work.parameters > work.connections ? work.outputElements : 0
  }
}
