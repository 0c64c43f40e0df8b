import Tensors

/// A network as calls of C functions on values, with the places of the values in one array.
struct CProgram {
  /// A constant array.
  struct Constant {
    let name: String
    let values: Values

    enum Values {
      case numbers([Float])
      case integers([Int])
    }
  }

  /// A call with its arguments as text, and what it is for.
  struct Step {
    let text: String
    let note: String
  }

  private(set) var constants: [Constant] = []
  /// Each once, behind those that it needs.
  private(set) var functions: [CFunction] = []
  /// In the order of evaluation.
  private(set) var steps: [Step] = []
  /// Numbers of the array that values share.
  private(set) var arenaSize = 0

  /// A call as a layer wrote it, on values.
  private struct Call {
    var call: CWriter.Call
    var inputs: [Int]
    var result: Int
    var layer: String
    var note: String

    /// The inputs that it reads.
    var read: [Int] {
      call.arguments.compactMap { argument in
        switch argument {
        case .input(let index), .overwritten(let index): index
        default: nil
        }
      }
    }

    /// The values whose memory the result may take: those that nothing reads in another way.
    var overwritten: [Int] {
      var plain: Set<Int> = []
      var found: [Int] = []
      for argument in call.arguments {
        switch argument {
        case .input(let index): plain.insert(inputs[index])
        case .overwritten(let index): found.append(inputs[index])
        default: break
        }
      }
      return found.filter { !plain.contains($0) }
    }
  }

  /// The number of the value that is the network's input.
  private static let source = 0
  /// By number: how many numbers each value has.
  private var sizes: [Int]
  private var calls: [Call] = []

  /// - Parameter network: without gates, nothing in it unread.
  /// - Throws: `LayerError` where a layer has no form in C, `Interruption` where `stop` was raised.
  init(_ network: Network, stop: StopFlag? = nil) throws {
    let network = network.viewed
    let graph = network.graph
    sizes = [graph.input.size]
    var values: [Int: Int] = [Graph.source: Self.source]
    let products = try FoldedProducts(network, stop: stop)
    for (index, node) in graph.nodes.enumerated() where !products.takesAlong(index) {
      if stop?.isRaised == true { throw Interruption() }
      var inputs = node.inputs
      var names = [node.name]
      let writer: CWriter
      if let product = products[index] {
        inputs = graph.nodes[product.first].inputs + (product.added.map { [$0] } ?? [])
        names = product.nodes.map { graph.nodes[$0].name }
        var c = CWriter(inputs.map(graph.shape), to: node.shape)
        product.writeC(to: &c)
        writer = c
      } else {
        var c = CWriter(node.inputShapes, to: node.shape)
        do {
          try node.layer.writeC(CompiledNode(network: network, index: index), to: &c)
        } catch {
          throw LayerError("layer ‘\(node.name)’: \(error.message)", hint: error.hint)
        }
        writer = c
      }
      values[index] = add(
        writer, reading: inputs.map { values[$0]! }, names[0],
        "\(names.joined(separator: ", ")): \(node.shape)")
    }
    finish(values[graph.nodes.count - 1]!, graph.output)
  }

  private mutating func add(
    _ writer: CWriter, reading inputs: [Int], _ layer: String, _ note: String
  ) -> Int {
    guard !writer.isPassed else { return inputs[0] }
    sizes.append(writer.output.size)
    for (index, call) in writer.calls.enumerated() {
      calls.append(
        Call(
          call: call, inputs: inputs, result: sizes.count - 1, layer: layer,
          note: index == 0 ? note : ""))
    }
    return sizes.count - 1
  }

  /// Lays the values out and writes the calls.
  private mutating func finish(_ last: Int, _ shape: Shape) {
    var last = last
    if last == Self.source {
      var copy = CWriter([shape], to: shape)
      copy.call(.copy, [.input(0), .result(), .integer(shape.size)])
      last = add(copy, reading: [Self.source], "output", "output: \(shape)")
    }
    let places = layOut(last)
    var taken: Set<String> = []
    for call in calls {
      take(call.call.function)
      let arguments = call.call.arguments.map { argument in
        switch argument {
        case .input(let index), .overwritten(let index): places[call.inputs[index]]
        case .result(let offset):
          places[call.result] + (offset == 0 ? "" : " + \(offset)")
        case .none: "0"
        case .integer(let value): "\(value)"
        case .number(let value): CNumber.text(value)
        case .frame(let sizes):
          "(frame){" + sizes.map { "\($0)" }.joined(separator: ", ") + "}"
        case .numbers(let values, let name):
          constant(.numbers(values), "\(call.layer)_\(name)", &taken)
        case .integers(let values, let name):
          constant(.integers(values), "\(call.layer)_\(name)", &taken)
        }
      }
      steps.append(
        Step(
          text: "\(call.call.function.name)(\(arguments.joined(separator: ", ")));",
          note: call.note))
    }
  }

  /// Where each value stands, as C says it. Values that overwrite one another are one block.
  private mutating func layOut(_ last: Int) -> [String] {
    var births: [Int: Int] = [:]
    var deaths: [Int: Int] = [:]
    for (step, call) in calls.enumerated() {
      if births[call.result] == nil { births[call.result] = step }
      for input in call.read { deaths[call.inputs[input]] = step }
      deaths[call.result] = step
    }
    deaths[last] = calls.count
    var blocks: [ArenaPlan.Block] = []
    var block: [Int: Int] = [:]
    for (step, call) in calls.enumerated() where births[call.result] == step {
      let size = sizes[call.result]
      let old = call.overwritten.first {
        deaths[$0] == step && sizes[$0] == size && block[$0] != nil
      }
      if let place = old.flatMap({ block[$0] }) {
        blocks[place].death = deaths[call.result]!
        block[call.result] = place
      } else {
        block[call.result] = blocks.count
        blocks.append(.init(size: size, birth: step, death: deaths[call.result]!))
      }
    }
    // What becomes the result stands in the caller's memory.
    let out = block[last]!
    blocks[out].size = 0
    let plan = ArenaPlan(blocks)
    arenaSize = plan.size
    return sizes.indices.map { value in
      guard let place = block[value] else { return "in" }
      if place == out { return "out" }
      return plan.offsets[place] == 0 ? "arena" : "arena + \(plan.offsets[place])"
    }
  }

  private mutating func take(_ function: CFunction) {
    guard !functions.contains(where: { $0.name == function.name }) else { return }
    for other in function.needs { take(other) }
    functions.append(function)
  }

  private mutating func constant(
    _ values: Constant.Values, _ text: String, _ taken: inout Set<String>
  ) -> String {
    let stem = CText.identifier(text)
    var name = stem
    var number = 1
    while !taken.insert(name).inserted {
      number += 1
      name = "\(stem)_\(number)"
    }
    constants.append(Constant(name: name, values: values))
    return name
  }
}
