import Language
import Networks

/// Which tensors of a file a network can take, and which it cannot.
struct WeightFit {
  private(set) var fitting: [StateTensor] = []
  private(set) var missing: [StateTensor] = []
  /// Of another shape in the file.
  private(set) var misshapen: [(wanted: StateTensor, found: [Int])] = []
  /// Names of the file that the network has no place for.
  private(set) var unused: [String] = []
  /// Encodings of tensors that are whole numbers.
  private let skipped: [String: String]

  init(_ file: Safetensors, _ graph: Graph) {
    skipped = file.skipped
    let wanted = graph.stateTensors
    for tensor in wanted {
      switch file[tensor.name]?.dimensions {
      case tensor.dimensions?: fitting.append(tensor)
      case let found?: misshapen.append((tensor, found))
      case nil: missing.append(tensor)
      }
    }
    let names = Set(wanted.map(\.name))
    // Batch norm of PyTorch counts its batches, which nothing here depends on.
    unused = (file.names + skipped.keys.filter { !$0.hasSuffix(".num_batches_tracked") })
      .filter { !names.contains($0) }.sorted()
  }

  var isWhole: Bool { missing.isEmpty && misshapen.isEmpty }

  /// The network with the numbers that fit.
  func network(_ file: Safetensors, _ start: Network) throws(Diagnostic) -> Network {
    var network = start
    for tensor in fitting {
      guard let value = file[tensor.name] else { continue }
      guard value.isFinite, !tensor.isVariance || value.values.allSatisfy({ $0 >= 0 }) else {
        throw Diagnostic(
          .badFile,
          "‘\(Printable.of(tensor.name))’ holds numbers that "
            + (value.isFinite ? "no variance can have" : "are not finite"))
      }
      network[tensor.place] = value
    }
    return network
  }

  /// What does not fit, in a sentence; empty where all does.
  var summary: String {
    var parts: [String] = []
    func add(_ names: [String], _ what: String) {
      guard !names.isEmpty else { return }
      let shown = names.prefix(3).map { Printable.of($0) }.joined(separator: ", ")
      let more = names.count > 3 ? " and \(names.count - 3) more" : ""
      parts.append("\(names.count) \(what): \(shown)\(more)")
    }
    add(missing.map { absence(of: $0) }, "missing")
    add(
      misshapen.map {
        "\($0.wanted.name) (\(Self.text($0.found)), not \(Self.text($0.wanted.dimensions)))"
      }, "of another shape")
    add(unused, "without a place")
    return parts.joined(separator: "; ")
  }

  private func absence(of tensor: StateTensor) -> String {
    skipped[tensor.name].map { "\(tensor.name) (it is \($0))" } ?? tensor.name
  }

  /// What does not fit, tensor by tensor.
  var table: Table {
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
  func put(into report: inout Report) {
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
