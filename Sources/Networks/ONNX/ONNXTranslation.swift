import Tensors

/// A model of ONNX in the words of this program: operator by operator it adds layers to a graph,
/// and notes where each weight comes from. No number of a weight is read.
///
/// Arithmetic on shapes is computed on the way. A model of any batch is read as that of one image;
/// what mixes images is refused. An operator that has no form here is noted, and the translation
/// goes on, so that all of them are known at once.
struct ONNXTranslation {
  /// What is known of a value.
  enum Known {
    /// The same for every image.
    case constant(ONNXTensor)
    case map(Map)
    /// It depends on an operator that was refused.
    case refused
  }

  /// What a layer makes, under sizes that an operator may have changed: numbers in the same order,
  /// the batch first.
  struct Map {
    /// Which node of the graph; `Graph.source` for the input.
    var node: Int
    var sizes: [Int]
    var form = Form.plain
  }

  /// What was done to a map that is no layer until somebody reads it.
  enum Form {
    case plain
    /// Channels in groups take turns.
    case shuffled(groups: Int)
    /// Places of squares of so many a side before what they are squares of: a channel each, if a
    /// reshaping makes them so.
    case unshuffled(side: Int)
    /// Every so many rows and columns, and by channel the one that it copies; nil is one of zeros.
    case picked(strides: [Int], [Int?])
    /// Channels last.
    case channelsLast
    /// Zeros around it, top, left, bottom, right, for a window to move over.
    case padded([Int])
  }

  /// Where the numbers of a parameter or buffer come from.
  struct Weight {
    var tensor: ONNXTensor
    /// Rows and columns change places; of windows in groups, the channels within a group.
    var isTransposed = false
    /// Every number times this.
    var factor: Float = 1
    /// Repeated so often, where one number stands for each channel.
    var copies = 1
  }

  let file: ONNXFile
  let folding: ONNXFolding
  let takesLogits: Bool
  /// Images that the file's shapes speak of.
  var batch = 1
  var graph: Graph
  /// What a reader of the model has to know, in sentences.
  var notes: [String] = []
  /// By the name of parameter or buffer, that of its layer in front.
  var weights: [String: Weight] = [:]
  /// What the file calls layers that are called otherwise here.
  var originals: [String: String] = [:]
  /// Outputs of the file that are left out.
  var unread: [String] = []
  /// Operators that read a map.
  var operatorCount = 0
  /// By name.
  var values: [String: Known]
  /// Modules of the file that hold others.
  let containers: Set<String>
  private var refusals: [ONNXRefusal] = []
  /// The value that each node makes.
  var made: [Int: String] = [:]
  /// How many operators read a value, the network's output counted too.
  var readers: [String: Int] = [:]

  /// - Parameters:
  ///   - input: the shape of an image, where the file leaves it open.
  ///   - takesLogits: whether a softmax at the end is left out.
  /// - Throws: `ONNXUnsupported` with every operator that has no form here, `ONNXFormatError`.
  init(_ file: ONNXFile, input: Shape?, takesLogits: Bool) throws {
    self.file = file
    self.takesLogits = takesLogits
    folding = ONNXFolding(source: file.source, operatorSet: file.operatorSet)
    containers = ONNXName.containers(file.steps)
    values = file.tensors.mapValues { .constant($0) }
    let open = file.inputs.filter { file.tensors[$0.name] == nil }
    guard open.count == 1, let declared = open.first else {
      throw ONNXFormatError("it has \(open.count) inputs; networks of one input are read")
    }
    guard let output = file.outputs.first else { throw ONNXFormatError("it has no output") }
    unread = file.outputs.dropFirst().map(\.name)
    let (batch, sizes) = try Self.sizes(declared, input)
    self.batch = batch
    guard let shape = Self.shape(sizes[1...]) else {
      throw ONNXFormatError(
        "its input is of \(Self.text(declared.sizes ?? [])); images are N x channels x height x "
          + "width, vectors N x features")
    }
    graph = Graph(input: shape)
    values[declared.name] = .map(Map(node: Graph.source, sizes: sizes))
    let steps = try Self.needed(file.steps, for: output.name)
    for step in steps { for name in step.inputs { readers[name, default: 0] += 1 } }
    readers[output.name, default: 0] += 1
    for step in steps { try translate(step) }
    guard refusals.isEmpty else { throw ONNXUnsupported(refusals: refusals) }
    try end(with: output.name)
  }

  /// Makes the output the last layer, of the sizes that the model gives it.
  private mutating func end(with name: String) throws {
    guard case .map(let map)? = values[name] else {
      throw ONNXFormatError("its output ‘\(name)’ does not depend on the image")
    }
    do throws(LayerError) {
      let last = try layered(map)
      guard last.node == graph.nodes.count - 1, last.node >= 0 else {
        throw LayerError("it computes nothing")
      }
    } catch {
      throw ONNXFormatError("its output ‘\(name)’ has no form here: \(error.message)")
    }
  }

  /// The batch and the sizes of the input, batch first.
  private static func sizes(
    _ declared: ONNXFile.Declaration, _ input: Shape?
  ) throws -> (batch: Int, sizes: [Int]) {
    let sizes = declared.sizes ?? []
    let batch = (sizes.first ?? nil) ?? 1
    guard batch <= 1 << 20 else { throw ONNXFormatError("its batch is of \(batch) images") }
    if let input {
      let wanted = [input.channels, input.height, input.width]
      let own = sizes.count == 2 && input.isVector ? [input.channels] : wanted
      let fits =
        sizes.isEmpty
        || sizes.count == own.count + 1
          && zip(sizes.dropFirst(), own).allSatisfy { $0 == nil || $0 == $1 }
      guard fits else {
        throw ONNXFormatError("its input is of \(text(sizes)), which is not \(input)")
      }
      return (batch, [batch] + own)
    }
    let known = sizes.dropFirst().compactMap { $0 }
    guard !known.isEmpty, known.count == sizes.count - 1 else {
      throw ONNXFormatError(
        "it leaves the size of its input open (\(text(sizes))); input=CxHxW says it")
    }
    return (batch, [batch] + known)
  }

  /// `?x3x224x224`.
  private static func text(_ sizes: [Int?]) -> String {
    sizes.isEmpty ? "unknown size" : sizes.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
  }

  /// The shape of an image of these sizes; nil where it is none.
  static func shape(_ sizes: ArraySlice<Int>) -> Shape? {
    let sizes = Array(sizes)
    guard sizes.allSatisfy({ $0 > 0 && $0 <= 1 << 25 }) else { return nil }
    return switch sizes.count {
    case 1: Shape(sizes[0])
    case 3: Shape(sizes[0], sizes[1], sizes[2])
    default: nil
    }
  }

  /// The operators that a value depends on, in the order of the file, which is one in which they
  /// can be computed.
  private static func needed(
    _ steps: [ONNXFile.Step], for output: String
  ) throws -> [ONNXFile.Step] {
    var makers: [String: Int] = [:]
    for (index, step) in steps.enumerated() {
      for name in step.outputs where !name.isEmpty {
        guard makers.updateValue(index, forKey: name) == nil else {
          throw ONNXFormatError("the value ‘\(name)’ is made twice")
        }
      }
    }
    var isNeeded = Array(repeating: false, count: steps.count)
    var frontier = [output]
    while let name = frontier.popLast() {
      guard let maker = makers[name], !isNeeded[maker] else { continue }
      isNeeded[maker] = true
      frontier += steps[maker].inputs
    }
    return steps.indices.filter { isNeeded[$0] }.map { steps[$0] }
  }

  private mutating func translate(_ step: ONNXFile.Step) throws {
    do {
      set(step, try known(step))
    } catch let error as LayerError {
      let type = ONNXFile.isOwn(step.domain) ? step.type : "\(step.domain).\(step.type)"
      refusals.append(
        ONNXRefusal(name: ONNXName.original(step), type: type, reason: error.message))
      set(step, .refused)
    }
  }

  private mutating func set(_ step: ONNXFile.Step, _ known: [Known]) {
    for (index, name) in step.outputs.enumerated() where !name.isEmpty {
      // What is made beside a map, such as the mask of a dropout, nothing here reads.
      values[name] = index < known.count ? known[index] : .refused
      if case .map(let map)? = values[name], made[map.node] == nil { made[map.node] = name }
    }
  }

  private mutating func set(_ step: ONNXFile.Step, _ known: Known) {
    set(step, step.outputs.map { _ in known })
  }

  /// What an operator makes, output by output.
  ///
  /// - Throws: `LayerError` where it has no form here.
  private mutating func known(_ step: ONNXFile.Step) throws -> [Known] {
    var constants: [ONNXTensor?] = []
    var isConstant = true
    var isRefused = false
    for name in step.inputs {
      switch values[name] {
      case .constant(let tensor): constants.append(tensor)
      case .map:
        isConstant = false
        constants.append(nil)
      case .refused: isRefused = true
      case nil:
        guard name.isEmpty else {
          throw ONNXFormatError("‘\(step.type)’ reads ‘\(name)’, which nothing makes before it")
        }
        constants.append(nil)
      }
    }
    let read = ONNXFile.isOwn(step.domain) ? ONNXOperators.table[step.type] : nil
    guard read != nil || ONNXFolding.computes(step) else {
      throw LayerError("no layer does that")
    }
    if isRefused { return step.outputs.map { _ in .refused } }
    if isConstant {
      guard let value = try folding.value(step, constants) else {
        throw LayerError("what it computes of constants is not computed here")
      }
      return [.constant(value)]
    }
    operatorCount += 1
    guard let read else { throw LayerError("it computes with numbers that depend on the image") }
    return try read(ONNXOperation(step: step, constants: constants), &self)
  }
}
