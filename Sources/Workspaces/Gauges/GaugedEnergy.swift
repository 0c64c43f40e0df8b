import Costs
import Reports

/// Joules of a span, or of a thing done again and again in it, with their rung.
public struct GaugedEnergy {
  /// Idle power taken off; nil below the counter's resolution.
  public let figure: SourcedFigure?
  /// Measured by a counter, or assumed as time times watts.
  public let kind: SourcedFigure.Kind
  /// The meter, with what was taken off where the figure tells.
  public let source: String
  /// What was taken off for the machine at rest; nil where nothing was.
  public let idle: IdlePower?
  /// What the counter could have told, where it told nothing.
  public let below: Joules?
  /// Why no counter was read, where that is worth telling.
  public let problem: EnergyMeterError?
  /// Joules of a thing that was measured again and again, span by span.
  private let spans: Sample

  /// The joules of a span; where they are too few, `below` is ten times the resolution.
  public init(
    _ span: EnergySpan, _ meter: any EnergyMeter, _ idle: IdlePower?, _ problem: EnergyMeterError?
  ) {
    let figure = span.figure(of: meter, idle: idle)
    self.init(
      figure, meter, idle, below: figure == nil ? span.resolution.map { $0 * 10 } : nil, problem)
  }

  /// Joules worked out from spans; where they are too few, nil and `below` in their place.
  public init(
    _ figure: SourcedFigure?, _ meter: any EnergyMeter, _ idle: IdlePower?, below: Joules?,
    _ problem: EnergyMeterError?, spans: Sample = Sample()
  ) {
    self.figure = figure
    self.spans = spans
    self.idle = idle
    self.below = below
    self.problem = problem
    kind = meter.kind
    source = figure?.source ?? meter.source
  }

  /// How many times the energy of `other` this is, where a counter measured both in turn.
  public func ratio(to other: GaugedEnergy) -> MeasuredRatio? {
    let values = spans.values + other.spans.values
    guard !spans.values.isEmpty, !other.spans.values.isEmpty, values.allSatisfy({ $0 > 0 }) else {
      return nil
    }
    return spans.ratio(to: other.spans)
  }

  /// `3.1 J ± 20.0 mJ (measured, RAPL package-0)`, or that the counter did not tell.
  public var text: String {
    figure?.description
      ?? "below resolution (\(kind.rawValue), \(source)"
      + (below.map { ": less than \($0)" } ?? "") + ")"
  }

  /// `3.10 J ± 0.02 J`, without its rung.
  public var amount: String {
    guard let figure else { return "below resolution" }
    guard let uncertainty = figure.uncertainty else {
      return NumberFormat.quantity(figure.value, "J")
    }
    let (value, range) = NumberFormat.measured(figure.value, uncertainty, "J")
    return "\(value) ± \(range)"
  }

  /// The rung: `measured, RAPL package-0, less 4.2 W idle`.
  public var rung: String { "\(kind.rawValue), \(source)" }

  /// The contract's `meter`: joules, kind, source, uncertainty.
  public var value: JSONObject {
    var object: JSONObject = [
      "joules": JSONValue(figure?.value), "kind": .string(kind.rawValue),
      "source": .string(source), "uncertainty": JSONValue(figure?.uncertainty),
      "idle_watts": JSONValue(idle?.power.value),
    ]
    if let below { object["below"] = .real(below.value) }
    if let problem { object["problem"] = .string(problem.description) }
    return object
  }

  /// Says why there is no counter, and the way out.
  public func sayProblem(in report: inout Report) {
    guard let problem else { return }
    report.say("\(problem.description); \(problem.hint)", volatile: true)
  }
}
