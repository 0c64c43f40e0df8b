import Datasets
import Foundation
import Language
import Networks
import Sessions
import Tensors
import Training
import Workspaces

/// A network by itself as a safetensors file: its numbers under PyTorch's names, and in the
/// metadata the lines that build it, so that it needs no code to be read again, whatever its
/// widths.
enum NetworkFile {
  /// The metadata's key of the lines that build the network.
  static let key = "pollard_network"
  /// The metadata's key of what was typed to make the network; all files of ours have it.
  static let specKey = "pollard_spec"
  private static let layerLimit = 4096
  /// The metadata's key of the tensors that have masks, a line each; a masked weight is zero.
  private static let masksKey = "pollard_masks"

  // Writing

  /// - Parameters:
  ///   - data: the data in use.
  ///   - task: what the network is for.
  ///   - names: what tensors are called in the file, by their names here; nil where they keep them.
  ///     The network is then not built from its lines again: its tensors have other names there.
  static func file(
    _ entry: NetworkEntry, _ data: Dataset?, for task: any Task,
    naming names: [String: String]? = nil
  ) throws -> Safetensors {
    var file = Safetensors()
    let network = entry.network
    for tensor in network.graph.stateTensors {
      file[names?[tensor.name] ?? tensor.name] = network[tensor.place]
    }
    // What PyTorch's own readers look for: numbers in its layouts.
    file.metadata["format"] = "pt"
    if names == nil { file.metadata[key] = lines(entry).joined(separator: "\n") }
    file.metadata[specKey] = entry.spec
    for property in InputNotes(network.graph, data, for: task).properties {
      file.metadata[property.name] = property.value
    }
    let masked = network.graph.stateTensors.filter { network.mask(at: $0.place) != nil }
    if !masked.isEmpty {
      file.metadata[masksKey] = masked.map { names?[$0.name] ?? $0.name }.joined(separator: "\n")
    }
    if let origin = entry.inheritedOrigin {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      file.metadata["pollard_origin"] = String(
        decoding: try encoder.encode(origin), as: UTF8.self)
    }
    file.metadata["pollard_checksum"] = checksum(file)
    return file
  }

  /// The network as it would be typed.
  static func lines(_ entry: NetworkEntry) -> [String] {
    let graph = entry.network.graph
    return ["network new input=\(graph.input) as=\(entry.name)"] + graph.lines.map { "add " + $0 }
  }

  /// Of every tensor, so that numbers that another program changed are known.
  static func checksum(_ file: Safetensors) -> String {
    checksum(file.names) { file[$0] }
  }

  private static func checksum(_ names: [String], _ tensor: (String) -> Tensor?) -> String {
    var checksum = Checksum()
    for name in names.sorted() {
      if let tensor = tensor(name) { checksum.add(tensor, named: name) }
    }
    return checksum.description
  }

  // Reading

  /// The file at `path`; a diagnostic says what it is where it is none.
  static func read(_ path: String, _ stop: StopFlag) throws -> SafetensorsFile {
    let file: SafetensorsFile
    let isNamed = path.lowercased().hasSuffix(".safetensors")
    do {
      file = try SafetensorsFile(path, stop: stop)
    } catch let problem as PlainFile.Problem {
      let error = FileError(path, problem)
      guard error.isMissing, !isNamed else { throw error }
      throw FileError(.read, path, error.reason, isMissing: true, hint: way(to: path))
    } catch let format as Safetensors.FormatError {
      throw Diagnostic(
        .badFile, "‘\(path)’ is no safetensors file: \(format.description)", quote: format.quote,
        hint: isNamed ? nil : way(to: path))
    }
    guard file.metadata["pollard"] == nil else {
      let session = path.replacing(/\.safetensors$/, with: ".pollard")
      throw Diagnostic(
        .badFile, "‘\(path)’ holds the state of a whole session, not one network",
        hint: "‘open \(session)’ takes it up")
    }
    return file
  }

  /// How weights in a file of another kind come here.
  private static func way(to path: String) -> String {
    let name = FilePath.split(path).name
    let stem = name.firstIndex(of: ".").map { String(name[..<$0]) } ?? name
    return switch FilePath.ending(path) {
    case "pt", "pth", "bin", "ckpt":
      "in Python: safetensors.torch.save_file(model.state_dict(), \"\(stem).safetensors\"); then "
        + "‘import \(stem).safetensors’"
    case "pollard": "‘open \(path)’ takes up a session"
    default: "‘import’ reads .safetensors, as ‘export \(stem).safetensors’ writes it"
    }
  }

  /// The network whose lines stand in the file, under the name that stands there; and whether its
  /// numbers are those that were exported with it.
  static func entry(
    _ file: SafetensorsFile, _ path: String
  ) throws -> (entry: NetworkEntry, isUnchanged: Bool) {
    func refusal(_ reason: String, _ quote: String? = nil) -> Diagnostic {
      Diagnostic(
        .badFile, "‘\(path)’ holds no network that can be built: \(reason)", quote: quote)
    }
    let (name, graph): (String, Graph)
    do {
      (name, graph) = try self.graph(file.metadata[key] ?? "") { node throws(LayerError) in
        // A network whose numbers are not there costs no memory.
        for tensor in node.stateTensors where file.entry(tensor.name)?.shape != tensor.dimensions {
          throw LayerError("‘\(tensor.name)’ is missing or has another shape")
        }
      }
    } catch {
      throw refusal("its lines build none", error.message)
    }
    try requireRoom(for: graph, of: path)
    let fit = WeightFit(file.header, graph)
    guard fit.isWhole, fit.unused.isEmpty else { throw refusal(fit.summary, fit.quote) }
    let spec = file.metadata[specKey] ?? ""
    var network = try fit.network(file)
    let masked = Set((file.metadata[masksKey] ?? "").split(separator: "\n").map(String.init))
    for tensor in graph.stateTensors where masked.contains(tensor.name) {
      network.holdZeros(at: tensor.place)
    }
    let tensors = Dictionary(uniqueKeysWithValues: graph.stateTensors.map { ($0.name, $0.place) })
    let isUnchanged =
      file.metadata["pollard_checksum"]
      == checksum(Array(tensors.keys)) { name in tensors[name].map { network[$0] } }
    var entry = NetworkEntry(
      name: name, network: network, spec: WorkspaceArchive.isSpec(spec) ? spec : "new")
    entry.isImported = true
    if let text = file.metadata["pollard_origin"] {
      guard text.utf8.count <= 1 << 20,
        let origin = try? JSONDecoder().decode(
          NetworkEntry.Origin.self, from: Data(text.utf8)),
        WorkspaceArchive.isPossible(origin), WorkspaceArchive.isName(origin.name)
      else { throw refusal("what it says of its origin cannot be") }
      entry.origin = origin
    }
    return (entry, isUnchanged)
  }

  /// Refuses a network whose weights memory has no room for, before they are read.
  static func requireRoom(for graph: Graph, of path: String) throws {
    do throws(MemoryShortage) {
      try AvailableMemory.require(MemoryNeed.weights(graph))
    } catch {
      throw error.diagnostic("the network in ‘\(path)’")
    }
  }

  /// Reads what `lines` wrote.
  private static func graph(
    _ text: String, check: (Node) throws(LayerError) -> Void
  ) throws(LayerError) -> (String, Graph) {
    guard text.utf8.count <= 1 << 24 else { throw LayerError("its text is too long") }
    let lines = text.split(separator: "\n").map(String.init)
    guard lines.count <= layerLimit else {
      throw LayerError("\(lines.count - 1) layers, more than \(layerLimit - 1)")
    }
    guard let first = lines.first?.wholeMatch(of: /network new input=([0-9x]+) as=(\S+)/),
      let input = Shape(String(first.1))
    else { throw LayerError("its first line is not ‘network new input=… as=…’") }
    guard Double(input.channels) * Double(input.height) * Double(input.width) <= 0x1p25 else {
      throw LayerError("an image of \(input) is too large")
    }
    var layers: [String] = []
    for line in lines.dropFirst() {
      guard line.hasPrefix("add ") else { throw LayerError("‘\(line.prefix(40))’ adds no layer") }
      layers.append(String(line.dropFirst(4)))
    }
    let graph = try Graph(input: input, lines: layers, check: check)
    guard !graph.nodes.isEmpty else { throw LayerError("it has no layers") }
    guard !graph.nodes.contains(where: \.isGate) else {
      throw LayerError("gates are no layers that can be typed")
    }
    return (String(first.2), graph)
  }
}
