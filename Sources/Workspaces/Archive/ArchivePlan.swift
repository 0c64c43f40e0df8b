import Language
import Networks
import Tensors

/// What the header of a file of weights must speak of: just the tensors that its networks have.
struct ArchivePlan {
  /// The shape of each tensor, by its name in the file.
  private(set) var needed: [String: [Int]] = [:]
  /// The layers of each network and checkpoint, by the prefix of their tensors' names.
  private(set) var graphs: [String: Graph] = [:]
  private let file: SafetensorsFile

  private typealias Mismatch = WorkspaceArchive.Mismatch

  /// Layers of all networks together.
  private static let layerLimit = 1 << 17

  /// - Throws: `WorkspaceArchive.Mismatch` where they do not fit.
  init(_ archive: WorkspaceArchive, _ file: SafetensorsFile, _ stop: StopFlag) throws {
    self.file = file
    let parts =
      archive.networks.map { ($0, $0.name) }
      + (archive.checkpoints + archive.starts.map(\.begun)).map {
        ($0.network, WorkspaceArchive.CheckpointPart.prefix($0.name))
      }
    let layers = parts.reduce(0) { $0 + $1.0.lines.count + ($1.0.wideLines?.count ?? 0) }
    guard layers <= Self.layerLimit else {
      throw Mismatch(description: "they have too many layers")
    }
    for (part, prefix) in parts {
      if stop.isRaised { throw Interruption() }
      try need(part, prefix)
    }
    guard needed.count == file.header.entries.count else {
      throw Mismatch(description: "they hold tensors that no network has")
    }
    let bytes = needed.values.reduce(0.0) { $0 + 4 * $1.reduce(1.0) { $0 * Double($1) } }
    do throws(MemoryShortage) {
      try AvailableMemory.require(bytes)
    } catch {
      throw Mismatch(description: error.message("what they hold"))
    }
  }

  private mutating func need(_ part: NetworkPart, _ prefix: String) throws {
    let parameters = try need(part.lines, part.input, prefix)
    guard part.steps.count == parameters.count, part.momentCounts.count == parameters.count,
      part.momentCounts.allSatisfy({ (0...4).contains($0) })
    else { throw Mismatch(optimizerOf: part.name) }
    for (parameter, count) in zip(parameters, part.momentCounts) {
      for place in 0..<count {
        try need("\(prefix)/moment\(place)/\(parameter.name)", parameter.dimensions)
      }
    }
    try needMasks(part.masks, parameters, prefix)
    if let lines = part.wideLines {
      try needMasks(part.wideMasks, try need(lines, part.input, "\(prefix)/wide"), "\(prefix)/wide")
    }
    for (name, companion) in part.companions ?? [:] {
      let prefix = NetworkPart.companionPrefix(prefix, name)
      for number in companion.names {
        guard let entry = file.entry("\(prefix)/\(number)") else {
          throw Mismatch(description: "a companion of ‘\(part.name)’ is missing")
        }
        try need("\(prefix)/\(number)", entry.shape)
      }
    }
  }

  private mutating func needMasks(
    _ names: [String]?, _ parameters: [(name: String, dimensions: [Int])], _ prefix: String
  ) throws {
    let masked = Set(names ?? [])
    for parameter in parameters where masked.contains(parameter.name) {
      try need("\(prefix)/mask/\(parameter.name)", parameter.dimensions)
    }
  }

  /// Builds the graph; its parameters with their names.
  private mutating func need(
    _ lines: [String], _ input: Shape, _ prefix: String
  ) throws -> [(name: String, dimensions: [Int])] {
    var parameters: [(name: String, dimensions: [Int])] = []
    var found: [(name: String, dimensions: [Int])] = []
    do {
      graphs[prefix] = try Graph(input: input, lines: lines) { node throws(LayerError) in
        let before = found.count
        for spec in node.layer.parameters(of: node.inputShapes) {
          let name = "\(node.name).\(spec.name)"
          parameters.append((name, spec.dimensions))
          found.append(("\(prefix)/parameter/\(name)", spec.dimensions))
        }
        for spec in node.layer.buffers(of: node.inputShapes) {
          found.append(("\(prefix)/buffer/\(node.name).\(spec.name)", spec.dimensions))
        }
        guard found[before...].allSatisfy({ fits($0.name, $0.dimensions) }) else {
          throw LayerError("its numbers are missing or of another shape")
        }
      }
    } catch {
      throw Mismatch(description: "a network cannot be built: \(Printable.of(error.message))")
    }
    for (name, dimensions) in found { try need(name, dimensions) }
    return parameters
  }

  private func fits(_ name: String, _ dimensions: [Int]) -> Bool {
    file.entry(name).map { $0.shape == dimensions && $0.isRead } ?? false
  }

  private mutating func need(_ name: String, _ dimensions: [Int]) throws {
    guard fits(name, dimensions), needed.updateValue(dimensions, forKey: name) == nil else {
      throw Mismatch(description: "‘\(name)’ is missing or has another shape")
    }
  }
}
