import Tensors

/// One run of a batch through a network: mode, tape, and what the layers leave behind.
public final class Pass {
  /// What dropout, noise and batch norm depend on: batch statistics, or the running ones.
  public enum Mode: Sendable { case training, evaluation }

  /// Whether the batch is trained on.
  public let mode: Mode
  /// Asked between operations.
  public let stop: StopFlag?
  /// Where dropout and noise draw from: one sequence a step.
  public let generator: Generator
  /// The position of the batch's first image in the epoch, so that draws belong to images.
  public let firstImage: Int
  let tape: Tape?
  let filters: FilterCache?
  private var parameters: [Parameter]
  /// What layers compute with, where that is not the parameters' values.
  private var effective: [Tensor]?
  private let oldBuffers: [Buffer]
  /// Gradients of which something is on its way from other processes, in the order of their start.
  private var pending: [(gradient: PendingTensor, index: Int, isNew: Bool)] = []
  /// Gradients by parameter, after `runBack`.
  public private(set) var gradients: [Tensor?]
  /// New values of buffers, by index; committed with the step.
  public internal(set) var newBuffers: [Int: Tensor] = [:]
  /// What the gates of this batch decided, in network order.
  public internal(set) var gates: [GateRecord] = []

  init(
    _ network: Network, mode: Mode, recording: Bool, stop: StopFlag?, generator: Generator,
    firstImage: Int, filters: FilterCache? = nil
  ) {
    self.mode = mode
    self.stop = stop
    self.generator = generator
    self.firstImage = firstImage
    tape = recording ? Tape() : nil
    self.filters = filters
    parameters = network.parameters
    if parameters.contains(where: { !$0.views.isEmpty }) { effective = parameters.map(\.effective) }
    oldBuffers = network.buffers
    gradients = Array(repeating: nil, count: network.parameters.count)
  }

  /// Runs the tape back after the output's gradient was set; the parameters are let go, so that an
  /// optimizer finds them unshared.
  public func runBack() throws(Interruption) {
    // What is on its way to other processes cannot be given up.
    precondition(stop == nil || BatchShare.current == nil)
    try tape?.runBack(stop: stop)
    while !pending.isEmpty { advance() }
    for (index, parameter) in parameters.enumerated() {
      gradients[index] = gradients[index].map(parameter.gradient)
    }
    parameters = []
    effective = nil
  }

  func parameter(_ index: Int) -> Tensor { effective?[index] ?? parameters[index].value }
  func buffer(_ index: Int) -> Tensor { newBuffers[index] ?? oldBuffers[index].value }

  /// Adds to the gradient of parameter `index` once all of it is here.
  func accumulate(_ gradient: PendingTensor, at index: Int) {
    pending.append((gradient, index, true))
    settle()
  }

  /// A layer ends: what layers before it started goes one stage on. What it started itself travels
  /// while the next one computes.
  func advance() {
    for place in pending.indices {
      if !pending[place].isNew { pending[place].gradient = pending[place].gradient.advanced }
      pending[place].isNew = false
    }
    settle()
  }

  /// Adds those that are whole, in the order of their start.
  private func settle() {
    while case .ready(let tensor)? = pending.first?.gradient {
      accumulate(tensor, at: pending.removeFirst().index)
    }
  }

  /// Adds to the gradient of parameter `index`: layers in the backward pass, methods after it.
  public func accumulate(_ gradient: Tensor, at index: Int) {
    if gradients[index] == nil {
      gradients[index] = gradient
    } else {
      gradients[index]!.add(gradient)
    }
  }
}

/// A pass as one node sees it: its own parameters and buffers.
public struct NodePass {
  let pass: Pass
  let node: Int
  let firstParameter: Int
  let firstBuffer: Int
  /// Whether the network's input is among the node's own.
  let readsImages: Bool
  /// Whether one node alone reads what this one puts out.
  var hasOneReader = false

  var isTraining: Bool { pass.mode == .training }
  var isRecording: Bool { pass.tape != nil }
  /// A sequence of its own for this node and step.
  var generator: Generator { pass.generator.split(node) }

  func parameter(_ index: Int) -> Tensor { pass.parameter(firstParameter + index) }
  func buffer(_ index: Int) -> Tensor { pass.buffer(firstBuffer + index) }

  func setBuffer(_ index: Int, _ value: Tensor) { pass.newBuffers[firstBuffer + index] = value }
  func accumulate(_ gradient: Tensor, at index: Int) {
    pass.accumulate(gradient, at: firstParameter + index)
  }
  func accumulate(_ gradient: PendingTensor, at index: Int) {
    pass.accumulate(gradient, at: firstParameter + index)
  }

  /// `x` and then `epilogue` in one, where `x` waits for what follows; it goes on waiting for its
  /// one reader.
  func joined(_ x: Variable, _ epilogue: Epilogue) -> Variable? {
    guard !isRecording, let joined = x.joined(epilogue) else { return nil }
    return hasOneReader ? joined : Variable(joined.value, tracked: false)
  }

  /// The output of an operation; `pullback` gets its gradient when the tape runs back, the one in
  /// front of the rectifier if `value` is `rectified`.
  func output(
    _ value: Activations, tracked: Bool = true, rectified: Bool = false,
    pullback: @escaping (Activations) -> Void
  ) -> Variable {
    let variable = Variable(value, tracked: tracked && isRecording, rectified: rectified)
    record(variable) { pullback($0.value) }
    return variable
  }

  /// The same for an output that its readers compute; `pullback` does what is left to do for the
  /// gradient.
  func output(
    deferring value: DeferredActivations, pullback: @escaping (DeferredActivations) -> Void
  ) -> Variable {
    let variable = Variable(deferring: value, tracked: isRecording)
    record(variable, pullback)
    return variable
  }

  private func record(
    _ variable: Variable, _ pullback: @escaping (DeferredActivations) -> Void
  ) {
    guard variable.isTracked else { return }
    pass.tape?.record {
      if let gradient = variable.takeGradient() { pullback(gradient) }
    }
  }
}
