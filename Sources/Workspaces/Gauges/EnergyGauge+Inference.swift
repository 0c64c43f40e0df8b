import Costs
import Networks
import Reports
import Tensors

extension EnergyGauge {
  /// Spans that an inference is measured in; their median counts.
  private static let spans = 5
  /// How long a span goes on for an instrument that does not tell, s: a second, or as long as a
  /// sensor of power needs for a figure, if anybody waits that long.
  private var patience: Double {
    let need = 15 * meter.interval.value
    return need <= 3 ? max(1, need) : 1
  }

  /// A span of inferences.
  private enum Span {
    /// Joules of an image, idle power taken off, and how far they may lie to either side.
    case told(Joules, range: Joules)
    case below(Joules)
    case failed(EnergyMeterError?)
  }

  /// Joules of one image through each of several networks, which take turns: batches are repeated
  /// until the counter has moved by fifty times its resolution and a tenth of a second has passed,
  /// five times over.
  ///
  ///     joules = median over spans of (E − P_idle · t) / images
  ///     ± = the larger of half the distance between the quartiles and a span's resolution
  ///
  /// Below resolution where a second of them does not move the counter. Without a counter: time ×
  /// watts, from the median time.
  ///
  /// - Parameter times: of a batch.
  public func inferences(
    _ networks: [Network], batch: Int, _ times: [InferenceTiming], stop: StopFlag
  ) throws -> [GaugedEnergy] {
    func assumed(_ problem: EnergyMeterError?) -> [GaugedEnergy] {
      times.map { self.assumed(batch: batch, seconds: $0.seconds.median, problem) }
    }
    guard isInstrument else { return assumed(problem) }
    let loads = try networks.map { try InferenceLoad($0, batch: batch, stop: stop) }
    var samples = loads.map { _ in Sample() }
    var ranges = loads.map { _ in Sample() }
    var below: [Joules?] = loads.map { _ in nil }
    for _ in 0..<Self.spans {
      for (index, load) in loads.enumerated() where below[index] == nil {
        switch try span(load, stop) {
        case .told(let joules, let range):
          samples[index].add(joules.value)
          ranges[index].add(range.value)
        case .below(let limit): below[index] = limit
        case .failed(let problem): return assumed(problem)
        }
      }
    }
    let source = meter.source + (idle.map { ", less \($0.power) idle" } ?? "")
    return loads.indices.map { index in
      if let limit = below[index] { return GaugedEnergy(nil, meter, idle, below: limit, problem) }
      let sample = samples[index]
      let figure = SourcedFigure(
        sample.median, .joules, meter.kind, source: source,
        uncertainty: max(sample.spread, ranges[index].median))
      return GaugedEnergy(figure, meter, idle, below: nil, problem, spans: sample)
    }
  }

  private func span(_ load: InferenceLoad, _ stop: StopFlag) throws -> Span {
    var watch = begin()
    var images = 0.0
    while true {
      try load.run(stop)
      images += Double(load.batch)
      guard let span = watch.soFar() else { return .failed(watch.problem) }
      let isEnough = span.joules.value >= 50 * (span.resolution?.value ?? 0)
      guard isEnough && span.seconds.value >= 0.1 || span.seconds.value >= patience
      else { continue }
      guard let figure = span.figure(of: meter, idle: idle) else {
        return .below((span.resolution ?? .zero) * 10 / images)
      }
      return .told(
        Joules(figure.value / images), range: Joules((figure.uncertainty ?? 0) / images))
    }
  }

  private func assumed(batch: Int, seconds: Double, _ problem: EnergyMeterError?) -> GaugedEnergy {
    let each = Seconds(seconds / Double(batch))
    return GaugedEnergy(
      EnergySpan(seconds: each, processor: timed.power * each), timed, isInstrument ? nil : idle,
      problem)
  }
}
