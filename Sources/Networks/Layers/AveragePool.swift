import Costs
import Tensors

/// The mean of each window.
public struct AveragePool: PoolingLayer {
  public static let keyword = "avgpool"
  public static let summary = "the mean of each window"
  public static let stem = "pool"
  static let kind = Pooling.Kind.average

  public var window: Int
  public var stride: Int

  public var operation: LayerOperation.Kind { .averagePool }

  init(window: Int, stride: Int) {
    self.window = window
    self.stride = stride
  }
}
