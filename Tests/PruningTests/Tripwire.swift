import Costs
import Networks
import Synchronization
import Tensors

@testable import Networks

/// Counts the operations that pass, forth and back, and raises a flag at one of them.
final class Wire: Sendable {
  let stop = StopFlag()
  private let passed = Atomic<Int>(0)
  private let limit = Atomic<Int>(.max)

  var count: Int { passed.load(ordering: .relaxed) }

  /// Begins to count anew; the flag goes up as operation number `limit` ends.
  func set(at limit: Int = .max) {
    stop.clear()
    passed.store(0, ordering: .relaxed)
    self.limit.store(limit, ordering: .relaxed)
  }

  func touch() {
    let number = passed.add(1, ordering: .relaxed).newValue
    if number == limit.load(ordering: .relaxed) { stop.raise() }
  }
}

/// A layer that changes nothing and touches a wire.
struct Tripwire: Layer {
  static let keyword = "tripwire"
  static let synopsis = ""
  static let summary = "changes nothing"

  var wire = Wire()

  init(_ wire: Wire) { self.wire = wire }
  init(_ arguments: inout LayerArguments) throws(LayerError) {}

  var text: String { "tripwire" }
  var flow: ChannelFlow { .carries(zeros: true, rides: false) }
  var operation: LayerOperation.Kind { .flatten }

  func output(of inputs: [Shape]) throws(LayerError) -> Shape { inputs[0] }

  func forward(_ inputs: [Variable], _ pass: NodePass) -> Variable {
    wire.touch()
    let wire = self.wire
    let x = inputs[0]
    return pass.output(x.value, tracked: x.isTracked) { dy in
      wire.touch()
      x.accumulate(dy)
    }
  }
}
