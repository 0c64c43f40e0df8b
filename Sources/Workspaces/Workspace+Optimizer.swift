import Language
import Reports
import Training

extension Workspace {
  /// The settings as they are typed after the verb.
  public var optimizerText: String {
    let settings = optimizer
    var line = settings.optimizer.name + " lr=\(NumberFormat.plain(settings.rate))"
    for (option, value) in settings.optimizer.typed {
      line += " \(option.name)=\(option.text(value))"
    }
    line += " decay=\(NumberFormat.plain(settings.decay))"
    line += " schedule=\(settings.schedule.shape.rawValue)"
    line += " warmup=\(NumberFormat.plain(settings.schedule.warmup * 100))%"
    if settings.smoothing > 0 { line += " smoothing=\(NumberFormat.plain(settings.smoothing))" }
    if let averaging = settings.averaging { line += " ema=\(NumberFormat.plain(averaging))" }
    if let over { line += " over=\(NumberFormat.plain(over))" }
    return line
  }
}

extension OptimizerOption {
  /// A value of it, as it is typed.
  public func text(_ value: Double) -> String {
    switch kind {
    case .number: NumberFormat.plain(value)
    case .toggle: value == 1 ? "on" : "off"
    }
  }
}
