import Networks

/// How weights move: the optimizer, its rate along the horizon, decay and label smoothing.
public struct OptimizerSettings: Sendable, Equatable, Codable {
  /// Moves all parameters but gates, which `GateOptimizer` moves.
  public var optimizer: Optimizer
  /// The base learning rate.
  public var rate: Double
  /// Weight decay, on weights of convolutions and linear layers only.
  public var decay: Double
  /// The factor on `rate` along the horizon.
  public var schedule: Schedule
  /// Label smoothing, 0…1.
  public var smoothing: Double
  /// The share of the old average that a step leaves of the averaged weights, the companion
  /// `Companion.average`; nil keeps none.
  public var averaging: Double?

  /// Settings without averaged weights.
  public init(
    optimizer: Optimizer, rate: Double, decay: Double, schedule: Schedule, smoothing: Double = 0
  ) {
    self.optimizer = optimizer
    self.rate = rate
    self.decay = decay
    self.schedule = schedule
    self.smoothing = smoothing
  }

  /// What serves where none is typed.
  public static let standard = OptimizerSettings(
    optimizer: .sgd(momentum: 0.9, nesterov: true), rate: 0.05, decay: 5e-4,
    schedule: Schedule(.cosine, warmup: 0.05))
}

/// How gates move: Adam at a fixed rate, no decay.
public enum GateOptimizer {
  /// Adam, which forgets a gradient's square after about 100 steps.
  public static let optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.99)
  /// What a method's gates move at where it names no other rate.
  public static let rate = 0.01
}

/// A stretch of training along which a schedule runs, in batches.
public struct Horizon: Sendable, Equatable, Codable {
  /// The step it begins at.
  public var start: Int
  /// Batches from the start to the end.
  public var steps: Int

  /// From step `start`, `steps` batches long; of 0 batches it is at its end at once.
  public init(start: Int, steps: Int) {
    self.start = start
    self.steps = steps
  }

  /// Batches and epochs: more than anybody trains, few enough to add up.
  public static let counts = 0...1 << 40

  /// Whether a typed line can lead to it.
  public var isPossible: Bool { Self.counts.contains(start) && Self.counts.contains(steps) }

  /// 0 at the start, 1 at the end and after it.
  public func progress(at step: Int) -> Double {
    steps <= 0 ? 1 : min(max(Double(step - start) / Double(steps), 0), 1)
  }
}
