/// How weights move: the optimizer, its rate along the horizon, decay and label smoothing.
public struct OptimizerSettings: Sendable, Equatable, Codable {
  /// Moves all parameters but gates, which `GateOptimizer` moves.
  public var optimizer: any Optimizer
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
    optimizer: any Optimizer, rate: Double, decay: Double, schedule: Schedule, smoothing: Double = 0
  ) {
    self.optimizer = optimizer
    self.rate = rate
    self.decay = decay
    self.schedule = schedule
    self.smoothing = smoothing
  }

  /// What serves where nothing but the rule is typed.
  public init(_ rule: any Optimizer.Type) {
    self.init(
      optimizer: rule.init([:]), rate: rule.rate, decay: rule.decay,
      schedule: Schedule(.cosine, warmup: 0.05))
  }

  /// The same at one rate throughout, without schedule and warm-up.
  public func holding(_ rate: Double) -> OptimizerSettings {
    var settings = self
    settings.rate = rate
    settings.schedule = Schedule(.constant)
    return settings
  }

  /// What serves where none is typed.
  public static let standard = OptimizerSettings(OptimizerCatalog.all[0])

  public static func == (a: OptimizerSettings, b: OptimizerSettings) -> Bool {
    a.optimizer.isEqual(to: b.optimizer) && a.rate == b.rate && a.decay == b.decay
      && a.schedule == b.schedule && a.smoothing == b.smoothing && a.averaging == b.averaging
  }

  // In files the optimizer stands under its name: `"optimizer": {"sgd": {"momentum": 0.9, …}}`.

  private enum Key: String, CodingKey {
    case optimizer, rate, decay, schedule, smoothing, averaging
  }

  private struct RuleName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let rules = try values.nestedContainer(keyedBy: RuleName.self, forKey: .optimizer)
    guard let key = rules.allKeys.first, let rule = OptimizerCatalog.find(key.stringValue) else {
      throw DecodingError.dataCorruptedError(
        forKey: .optimizer, in: values, debugDescription: "no such optimizer")
    }
    optimizer = try rules.decode(rule, forKey: key)
    rate = try values.decode(Double.self, forKey: .rate)
    decay = try values.decode(Double.self, forKey: .decay)
    schedule = try values.decode(Schedule.self, forKey: .schedule)
    smoothing = try values.decode(Double.self, forKey: .smoothing)
    averaging = try values.decodeIfPresent(Double.self, forKey: .averaging)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    var rules = values.nestedContainer(keyedBy: RuleName.self, forKey: .optimizer)
    try rules.encode(optimizer, forKey: RuleName(optimizer.name))
    try values.encode(rate, forKey: .rate)
    try values.encode(decay, forKey: .decay)
    try values.encode(schedule, forKey: .schedule)
    try values.encode(smoothing, forKey: .smoothing)
    try values.encodeIfPresent(averaging, forKey: .averaging)
  }
}

/// How gates move: Adam at a fixed rate, no decay.
public enum GateOptimizer {
  /// Adam, which forgets a gradient's square after about 100 steps.
  public static let optimizer = OptimizerCatalog.gates
  /// What a method's gates move at where it names no other rate.
  public static let rate = 0.01
}
