import Costs
import Tensors

/// The largest number of each window.
public struct MaxPool: PoolingLayer {
  public static let keyword = "maxpool"
  public static let summary = "the largest number of each window"
  public static let stem = "pool"
  static let kind = Pooling.Kind.maximum

  public var window: Pooling.Window

  public var operation: LayerOperation.Kind { .maximumPool }

  init(_ window: Pooling.Window) { self.window = window }
}
