import Datasets
import Networks
import Tensors
import Training

/// What every gate did over one part of a data set, beside how the network did.
public struct GateObservation {
  /// Loss and scores over the same images.
  public var evaluation: Evaluation
  /// Share of images that open each gate.
  public var openness: [Double]
  /// Mean logit of each gate.
  public var logits: [Double]
  /// Share of images of each class that open each gate, by class, then gate; none where the task
  /// is not about classes.
  public var byClass: [[Double]]
  /// Mean of |p − ½|.
  public var margin: Double

  /// Runs the dynamic network over `part`.
  public static func run(
    _ network: Network, on part: Examples, of dataset: Dataset, for task: any Task,
    stop: StopFlag? = nil
  ) throws(Interruption) -> GateObservation {
    let count = network.gateModules.reduce(0) { $0 + $1.module.gateCount }
    let classes = task.isAboutClasses ? max(dataset.classes, network.graph.output.size) : 0
    var open = [Int](repeating: 0, count: count)
    var logits = [Double](repeating: 0, count: count)
    var byClass = Array(repeating: [Int](repeating: 0, count: count), count: classes)
    var margin = 0.0
    let evaluation = try Evaluation.run(network, on: part, of: dataset, for: task, stop: stop) {
      pass, output, targets in
      let labels: [Int]? = if case .classes(let labels) = targets { labels } else { nil }
      var first = 0
      for record in pass.gates {
        let n = record.gates.value.shape.channels
        let gates = record.gates.value.images
        let openness = record.openness.images
        let z = record.logits.channelMeans()
        for gate in 0..<n { logits[first + gate] += z[gate] * Double(output.count) }
        for image in 0..<output.count {
          for gate in 0..<n {
            margin += abs(Double(openness[image * n + gate]) - 0.5)
            guard gates[image * n + gate] > 0 else { continue }
            open[first + gate] += 1
            if let label = labels?[image] { byClass[label][first + gate] += 1 }
          }
        }
        first += n
      }
    }
    let images = Double(max(1, part.count))
    return GateObservation(
      evaluation: evaluation, openness: open.map { Double($0) / images },
      logits: logits.map { $0 / images },
      byClass: byClass.enumerated().map { label, counts in
        counts.map { Double($0) / Double(max(1, evaluation.byClass[label].count)) }
      },
      margin: count == 0 ? 0 : margin / images / Double(count))
  }

  /// What each gate did for one image, and how the network did on it.
  public static func image(
    _ record: Int, in part: Examples, of dataset: Dataset, for task: any Task, _ network: Network
  ) throws(Interruption) -> (open: [Bool], evaluation: Evaluation) {
    var open: [Bool] = []
    let evaluation = try Evaluation.run(
      network, on: part.select([record]), of: dataset, for: task
    ) { pass, _, _ in
      open = pass.gates.flatMap { $0.gates.value.images.map { $0 > 0 } }
    }
    return (open, evaluation)
  }
}

/// How far a set of gates agrees.
public struct Agreement: Sendable, Equatable, Codable {
  /// Gates that count: those inside a closed block do nothing and are left out.
  public var count: Int
  /// Share of gates that all images agree on.
  public var consensus: Double
  /// Share of gates that at least 99.5 % of the images agree on.
  public var nearConsensus: Double

  /// Share of gates on which at least one image differs.
  public var undecided: Double { 1 - consensus }

  /// - Parameters:
  ///   - openness: the share of images that open each gate.
  ///   - left: gates whose channels have left already, shut for every image; they agree.
  public init(openness: [Double], _ map: GateMap, left: Int) {
    let counted = openness.indices.filter { gate in
      map.enclosing(gate).allSatisfy { openness[$0] > 0.5 }
    }
    let total = counted.count + left
    count = total
    func share(_ limit: Double) -> Double {
      let agreed = counted.count { min(openness[$0], 1 - openness[$0]) <= limit } + left
      return total == 0 ? 1 : Double(agreed) / Double(total)
    }
    consensus = share(0)
    nearConsensus = share(0.005)
  }
}
