import Tensors

/// How the learning rate moves along the horizon.
public struct Schedule: Sendable, Equatable, Codable {
  /// Where the rate goes after the warm-up; `factor` has the formulas.
  public enum Shape: String, Sendable, CaseIterable, Codable { case cosine, step, constant }

  /// The curve after the warm-up.
  public var shape: Shape
  /// The share of the horizon in which the rate rises from 0.
  public var warmup: Double

  /// A schedule whose warm-up takes a share 0…1 of the horizon.
  public init(_ shape: Shape, warmup: Double = 0) {
    self.shape = shape
    self.warmup = warmup
  }

  /// The factor on the base rate at `progress` 0…1 of the horizon; past it the last value holds.
  ///
  /// Cosine: `½ (1 + cos π u)` (Loshchilov and Hutter, ICLR 2017). Step: 1, then 0.1 from one half,
  /// 0.01 from three quarters (He et al., CVPR 2016). `u` counts from the warm-up's end.
  ///
  /// - Parameter steps: the horizon's; a warm-up that would not last one step is left out.
  public func factor(at progress: Double, steps: Int = .max) -> Double {
    let t = min(max(progress, 0), 1)
    let warmup = self.warmup * Double(steps) < 1 ? 0 : self.warmup
    if t < warmup { return t / warmup }
    let u = warmup < 1 ? (t - warmup) / (1 - warmup) : 1
    switch shape {
    case .constant: return 1
    case .cosine: return 0.5 * (1 + Elementary.cosPi(u))
    case .step: return u < 0.5 ? 1 : u < 0.75 ? 0.1 : 0.01
    }
  }
}
