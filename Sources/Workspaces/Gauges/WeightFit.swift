import Language
import Networks
import Reports
import Tensors

/// Which tensors of a file a network can take, and which it cannot.
public struct WeightFit {
  /// Those that the file has in the network's shape, in network order.
  public private(set) var fitting: [StateTensor] = []
  /// Those that the file has not in any shape.
  public private(set) var missing: [StateTensor] = []
  /// Of another shape in the file.
  private(set) var misshapen: [(wanted: StateTensor, found: [Int])] = []
  /// Names of the file that the network has no place for.
  public private(set) var unused: [String] = []
  /// Encodings of tensors that are whole numbers.
  private let skipped: [String: String]
  private let graph: Graph
  /// What the file calls tensors that have another name here.
  private let sources: [String: String]

  /// Compares names and shapes of the header with those of the network's state; reads no number.
  ///
  /// - Parameter names: by the file's names, those of the network's tensors; no two are the same.
  ///   Nil where the file has the network's own.
  public init(
    _ header: SafetensorsHeader, _ graph: Graph, naming names: [String: String]? = nil
  ) {
    self.graph = graph
    sources = Dictionary(
      (names ?? [:]).filter { $0.key != $0.value }.map { ($0.value, $0.key) },
      uniquingKeysWith: { first, _ in first })
    let read = header.entries.filter(\.isRead)
    let shapes = Dictionary(
      read.map { (names?[$0.name] ?? $0.name, $0.shape) }, uniquingKeysWith: { first, _ in first })
    skipped = Dictionary(
      uniqueKeysWithValues: header.entries.filter { !$0.isRead }.map { ($0.name, $0.type) })
    let wanted = graph.stateTensors
    for tensor in wanted {
      switch shapes[tensor.name] {
      case tensor.dimensions?: fitting.append(tensor)
      case let found?: misshapen.append((tensor, found))
      case nil: missing.append(tensor)
      }
    }
    let places = Set(wanted.map(\.name))
    // Batch norm of PyTorch counts its batches, which nothing here depends on.
    unused = (read.map(\.name) + skipped.keys.filter { !$0.hasSuffix(".num_batches_tracked") })
      .filter { !places.contains(names?[$0] ?? $0) }.sorted()
  }

  /// Whether the file has every tensor of the network; unused ones do no harm.
  public var isWhole: Bool { missing.isEmpty && misshapen.isEmpty }

  /// The network of which the file holds every number.
  public func network(_ file: SafetensorsFile) throws -> Network {
    var values: [StateTensor.Place: Tensor] = [:]
    for tensor in fitting { values[tensor.place] = try value(of: tensor, file) }
    return Network(graph) { values[$0]! }
  }

  /// The network with the numbers that fit in the place of its own.
  public func network(_ file: SafetensorsFile, _ start: Network) throws -> Network {
    var network = start
    for tensor in fitting { network[tensor.place] = try value(of: tensor, file) }
    return network
  }

  private func value(of tensor: StateTensor, _ file: SafetensorsFile) throws -> Tensor {
    guard let value = try file.tensor(sources[tensor.name] ?? tensor.name) else {
      throw Diagnostic(.internal, "a tensor of the header is gone")
    }
    guard value.isFinite, !tensor.isVariance || value.isNonNegative else {
      throw Diagnostic(
        .badFile,
        "‘\(tensor.name)’ holds numbers that "
          + (value.isFinite ? "no variance can have" : "are not finite"))
    }
    return value
  }

  /// What does not fit, in a sentence; empty where all does.
  public var summary: String {
    var parts: [String] = []
    func add(_ names: [String], _ what: String) {
      guard !names.isEmpty else { return }
      let shown = names.prefix(3).joined(separator: ", ")
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      parts.append("\(names.count) \(what): \(shown)\(more)")
    }
    add(missing.map { absence(of: $0) }, "missing")
    add(
      misshapen.map {
        "\($0.wanted.name) (\(Self.text($0.found)), not \(Self.text($0.wanted.dimensions)))"
      }, "of another shape")
    // Their names are the file's own words.
    if !unused.isEmpty { parts.append("\(unused.count) without a place") }
    return parts.joined(separator: "; ")
  }

  /// Names of the file that are without a place; nil where there are none.
  public var quote: String? {
    guard !unused.isEmpty else { return nil }
    let more = unused.count > 3 ? " and \(unused.count - 3) more" : ""
    return "without a place: " + unused.prefix(3).joined(separator: ", ") + more
  }

  /// What does not fit, a line each, names of the file beside those here.
  public var lines: [String] {
    func named(_ tensor: StateTensor) -> String {
      let source = sources[tensor.name].map { " (\(Printable.of($0)))" } ?? ""
      return tensor.name + source
    }
    return misshapen.map {
      "\(named($0.wanted)): \(Self.text($0.found)) in the file, "
        + "\(Self.text($0.wanted.dimensions)) in the network"
    }
      + unused.map { "\(Printable.of($0)): in the file, without a place in the network" }
      + missing.map {
        "\(absence(of: $0)): missing, \(Self.text($0.dimensions)) in the network"
      }
  }

  private func absence(of tensor: StateTensor) -> String {
    skipped[tensor.name].map { "\(tensor.name) (it is \($0))" } ?? tensor.name
  }

  /// What does not fit, tensor by tensor.
  public var table: Table {
    var table = Table([.init("tensor", .left), .init("in the file"), .init("in the network")])
    for (wanted, found) in misshapen {
      table.add(["\(wanted.name)", "\(Self.text(found))", "\(Self.text(wanted.dimensions))"])
    }
    for tensor in missing {
      table.add([
        "\(tensor.name)", "\(skipped[tensor.name] ?? "-")", "\(Self.text(tensor.dimensions))",
      ])
    }
    for name in unused { table.add(["\(Printable.of(name))", "\(skipped[name] ?? "there")", "-"]) }
    return table
  }

  /// The lists by name.
  public func put(into report: inout Report) {
    report["tensors"] = .integer(fitting.count)
    report["missing"] = .array(missing.map { .string($0.name) })
    report["misshapen"] = .array(
      misshapen.map { wanted, found in
        [
          "name": .string(wanted.name), "found": .array(found.map { .integer($0) }),
          "wanted": .array(wanted.dimensions.map { .integer($0) }),
        ]
      })
    report["unused"] = .array(unused.map { .string($0) })
  }

  /// `16x3x3x3`.
  private static func text(_ dimensions: [Int]) -> String {
    dimensions.isEmpty ? "one number" : dimensions.map(String.init).joined(separator: "x")
  }
}
