/// Finds the price of cost that keeps the gated network on its target: proportional and integral,
/// signed, so that a network below its target is opened again.
///
/// `I ← clip(I + k_I e)`, `μ = clip(k_P e + I)`, `e` the excess of the cost share over the target.
struct CostController: Sendable, Equatable, Codable {
  /// k_P, the gain on the excess of one step.
  static let proportional = 40.0
  /// k_I, the gain on the sum of the excesses.
  static let integral = 0.5
  /// Both the integral and μ stay within ± this.
  static let limit = 40.0

  /// I, the integral.
  private(set) var sum = 0.0
  /// μ, what a unit of the cost share costs in the loss; negative where the network is below its
  /// target.
  private(set) var price = 0.0

  /// A controller at rest: I = μ = 0.
  init() {}

  /// Takes one step's excess.
  ///
  /// - Parameter holdsIntegral: leave the integral as it is, because no gate can answer yet.
  mutating func update(excess: Double, holdsIntegral: Bool = false) {
    func clip(_ x: Double) -> Double { min(max(x, -Self.limit), Self.limit) }
    if !holdsIntegral { sum = clip(sum + Self.integral * excess) }
    price = clip(Self.proportional * excess + sum)
  }
}
