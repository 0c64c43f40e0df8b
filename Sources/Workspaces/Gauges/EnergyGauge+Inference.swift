import Costs
import Networks
import Reports
import Tensors

extension EnergyGauge {
  /// Spans that an inference is measured in; their median counts.
  private static let spans = 5
  /// How long a span goes on for a counter that does not tell, s.
  private static let patience = 1.0

  /// Joules of one image: batches are repeated until the counter has moved by fifty times its
  /// resolution and a tenth of a second has passed, five times over.
  ///
  ///     joules = median over spans of (E − P_idle · t) / images
  ///     ± = the larger of half the distance between the quartiles and a span's resolution
  ///
  /// Below resolution where a second of them does not move the counter. Without a counter: time ×
  /// watts, from the median time.
  ///
  /// - Parameter seconds: median time of a batch.
  public func inference(
    _ network: Network, batch: Int, seconds: Double, stop: StopFlag
  ) throws -> GaugedEnergy {
    guard isInstrument else { return assumed(batch: batch, seconds: seconds, problem) }
    let load = try InferenceLoad(network, batch: batch, stop: stop)
    var each: [Double] = []
    var ranges: [Double] = []
    for _ in 0..<Self.spans {
      var watch = begin()
      var images = 0.0
      while true {
        try load.run(stop)
        images += Double(batch)
        guard let span = watch.soFar() else {
          return assumed(batch: batch, seconds: seconds, watch.problem)
        }
        let isEnough = span.joules.value >= 50 * (span.resolution?.value ?? 0)
        guard isEnough && span.seconds.value >= 0.1 || span.seconds.value >= Self.patience
        else { continue }
        guard let figure = span.figure(of: meter, idle: idle) else {
          let below = (span.resolution ?? .zero) * 10 / images
          return GaugedEnergy(nil, meter, idle, below: below, problem)
        }
        each.append(figure.value / images)
        ranges.append((figure.uncertainty ?? 0) / images)
        break
      }
    }
    let sample = TimeSample(each)
    let source = meter.source + (idle.map { ", less \($0.power) idle" } ?? "")
    let figure = SourcedFigure(
      sample.median, .joules, meter.kind, source: source,
      uncertainty: max(sample.spread, TimeSample(ranges).median))
    return GaugedEnergy(figure, meter, idle, below: nil, problem)
  }

  private func assumed(batch: Int, seconds: Double, _ problem: EnergyMeterError?) -> GaugedEnergy {
    let each = Seconds(seconds / Double(batch))
    return GaugedEnergy(
      EnergySpan(seconds: each, processor: timed.power * each), timed, isInstrument ? nil : idle,
      problem)
  }
}
