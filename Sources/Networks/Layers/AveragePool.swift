import Costs
import Tensors

/// The mean of each window.
public struct AveragePool: PoolingLayer {
  public static let keyword = "avgpool"
  public static let summary = "the mean of each window"
  public static let stem = "pool"
  static let kind = Pooling.Kind.average

  public var window: Pooling.Window

  public var operation: LayerOperation.Kind { .averagePool }

  init(_ window: Pooling.Window) { self.window = window }
}
