import Language

/// The lines of a session one after the other, bound with the parameters that hold there.
struct BoundLines {
  private let table: CommandTable
  private var parameters: [String: String]
  /// Given on the shell line; a `param` line does not change them.
  private let pinned: Set<String>

  /// - Parameter parameters: those of the shell line.
  init(_ table: CommandTable, parameters: [(name: String, value: String)]) {
    self.table = table
    self.parameters = Dictionary(parameters.map { ($0.name, $0.value) }) { $1 }
    pinned = Set(self.parameters.keys)
  }

  /// Binds the next line; nil where it cannot be.
  mutating func bind(_ input: String) -> BoundArguments? {
    let known = parameters
    let line = try? ParsedLine.read(input, table: table, prefixes: false, lookup: { known[$0] })
    guard let arguments = line?.arguments else { return nil }
    if arguments.signature.verb == ParamCommand.signature.verb {
      for pair in arguments.pairs where !pinned.contains(pair.name) {
        parameters[pair.name] = pair.value
      }
    }
    return arguments
  }
}
