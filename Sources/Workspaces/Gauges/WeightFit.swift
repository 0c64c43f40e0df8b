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

  /// Compares names and shapes of the header with those of the network's state; reads no number.
  public init(_ header: SafetensorsHeader, _ graph: Graph) {
    self.graph = graph
    let read = header.entries.filter(\.isRead)
    let shapes = Dictionary(uniqueKeysWithValues: read.map { ($0.name, $0.shape) })
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
    let names = Set(wanted.map(\.name))
    // Batch norm of PyTorch counts its batches, which nothing here depends on.
    unused = (read.map(\.name) + skipped.keys.filter { !$0.hasSuffix(".num_batches_tracked") })
      .filter { !names.contains($0) }.sorted()
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
    guard let value = try file.tensor(tensor.name) else {
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
