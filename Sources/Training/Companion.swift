import Networks
import Tensors

/// A second network that a run carries along: its numbers by their names, and how they follow those
/// of the network in training.
public struct Companion {
  /// How its numbers follow those of the network after each step.
  public enum Rule: Sendable, Equatable, Codable {
    /// `x ← x + (1 − momentum) · (w − x)` after each step, for parameters and statistics alike
    /// (Polyak and Juditsky, 1992, with the weights of an exponential).
    case average(momentum: Double)
  }

  /// The name of the companion that holds averaged weights.
  public static let average = "ema"

  /// What a step does to the values.
  public var rule: Rule
  /// Parameters and buffers.
  public var values: [String: Tensor]

  /// A companion as it was kept; `values` has each parameter and buffer of the network by its name.
  public init(_ rule: Rule, values: [String: Tensor]) {
    self.rule = rule
    self.values = values
  }

  /// Sets out from the numbers of `network`.
  init(_ rule: Rule, _ network: Network) {
    values = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.name, $0.value) }
        + network.buffers.map { ($0.name, $0.value) })
    self.rule = rule
  }

  /// Moves towards the numbers of `network`; what is new there, or of another size, begins as it
  /// is.
  mutating func follow(_ network: Network) {
    guard case .average(let momentum) = rule else { return }
    let share = Float(1 - momentum)
    for parameter in network.parameters { follow(parameter.name, parameter.value, share) }
    for buffer in network.buffers { follow(buffer.name, buffer.value, share) }
  }

  private mutating func follow(_ name: String, _ value: Tensor, _ share: Float) {
    if values[name]?.dimensions == value.dimensions {
      values[name]!.approach(value, by: share)
    } else {
      values[name] = value
    }
  }

  /// `network` with these numbers; masks hold.
  public func network(of network: Network) -> Network {
    var result = network
    for (index, parameter) in network.parameters.enumerated() {
      guard let value = values[parameter.name] else { continue }
      result.parameters[index].value = value
      result.parameters[index].hold(parameter.mask)
    }
    for (index, buffer) in network.buffers.enumerated() {
      if let value = values[buffer.name] { result.buffers[index].value = value }
    }
    return result
  }
}

extension Run {
  /// Before weights move: averaged weights begin where there are none yet, and end without
  /// momentum.
  mutating func beginAverage(_ momentum: Double?) {
    guard let momentum else {
      if !companions.isEmpty { companions[Companion.average] = nil }
      return
    }
    let rule = Companion.Rule.average(momentum: momentum)
    if companions[Companion.average] == nil {
      companions[Companion.average] = Companion(rule, network)
    } else {
      companions[Companion.average]!.rule = rule
    }
  }

  /// After weights moved.
  mutating func moveCompanions() {
    guard !companions.isEmpty else { return }
    for name in companions.keys.sorted() { companions[name]!.follow(network) }
  }

  /// Changes the numbers of every companion, as surgery changes the network's.
  public mutating func changeCompanions(_ body: (inout [String: Tensor]) -> Void) {
    for name in companions.keys.sorted() { body(&companions[name]!.values) }
  }
}
