import Language

/// What each command reads and writes, for `save FILE minimal`. A command that is not named here
/// reads and writes everything.
struct LineEffects {
  private let table: CommandTable
  private let kind: (String) -> CommandKind?
  private var parameters: [String: String]
  private var lines = Dependencies()
  /// The network in use.
  private var current: String?
  /// What a checkpoint was taken of: the network's name, and who wrote the settings then.
  private var taken: [String: (network: String, settings: [Int?])] = [:]
  private var hasTrained = false
  /// Whether an epoch may be under way, which other data end.
  private var hasParts = false
  /// Whether it is unknown from here on which network is in use. Every line from there on is kept.
  private var isLost = false
  /// The line of the last answer.
  private var answer: Int?

  init(
    table: CommandTable, kind: @escaping (String) -> CommandKind?,
    parameters: [(name: String, value: String)]
  ) {
    self.table = table
    self.kind = kind
    self.parameters = Dictionary(parameters.map { ($0.name, $0.value) }) { $1 }
  }

  /// The lines to keep.
  var needed: Set<Int> { lines.needed(current: current) }

  /// Adds the next line.
  mutating func add(_ input: String, at line: Int) {
    if input.contains("$") {
      for value in lines.values { if case .parameter = value { lines.read(value, line) } }
    }
    let known = parameters
    let read = try? ParsedLine.read(input, table: table, prefixes: false, lookup: { known[$0] })
    guard !isLost, let arguments = read?.arguments else {
      lose(line)
      return
    }
    let verb = arguments.signature.verb
    if verb == "explain" {
      lines.keep(line)
      if let answer { lines.need(answer, by: line) }
      return
    }
    answer = line
    let words = (try? Lexer.words(input, lookup: { known[$0] })) ?? []
    let behind = words.dropFirst(arguments.signature.words.count)
    if CommandKind.of(verb, kind(verb), behind) == .question {
      lines.keep(line)
      question(arguments, line)
    } else {
      change(arguments, line)
    }
  }

  private static let settings: [Dependencies.Value] = [.seed, .data, .optimizer]

  // Questions

  private mutating func question(_ arguments: BoundArguments, _ line: Int) {
    switch arguments.signature.verb {
    case "devices", "methods": break
    case "gates":
      inUse(line)
      if let current { lines.change(.network(current), line) }
    case "evaluate", "flops", "layers", "energy", "why", "what-if", "optimizer", "prune", "data":
      inUse(line)
    case "compare":
      for value in Self.settings { lines.read(value, line) }
      for name in arguments.all("NAME").map(\.text) {
        lines.read(.network(name), line)
        lines.use(.network(name))
      }
    default:
      for value in lines.values { lines.read(value, line) }
      for name in lines.networks { lines.use(.network(name)) }
    }
  }

  /// Reads the network in use and what its answers may depend on.
  private mutating func inUse(_ line: Int) {
    for value in Self.settings + [.current] { lines.read(value, line) }
    guard let current else { return }
    lines.read(.network(current), line)
    lines.use(.network(current))
  }

  // Changes

  private mutating func change(_ arguments: BoundArguments, _ line: Int) {
    switch arguments.signature.verb {
    case "seed": lines.write(.seed, line)
    case "log": lines.write(.log, line)
    case "set":
      for pair in arguments.pairs { lines.write(.setting(pair.name), line) }
    case "param":
      for pair in arguments.pairs {
        lines.write(.parameter(pair.name), line)
        parameters[pair.name] = pair.value
      }
    case "data":
      lines.write(.data, line)
      if hasParts { changeNetworks(line) }
    case "optimizer":
      if !arguments.isTyped("NAME") { lines.read(.optimizer, line) }
      lines.write(.optimizer, line)
      if hasTrained { changeNetworks(line) }
    case "network":
      for value in Self.settings { lines.read(value, line) }
      begin(arguments.text("as") ?? arguments.word("PRESET") ?? "", line)
    case "add": changeInUse(line)
    case "gate attach", "gate detach", "gate set", "prune":
      changeInUse(line)
      if let current { lines.use(.network(current)) }
    case "train":
      lines.read(.log, line)
      lines.read(.setting(Setting.precision.key), line)
      changeInUse(line)
      if let current { lines.use(.network(current)) }
      hasTrained = true
      hasParts =
        hasParts || arguments.isTyped("stop") || arguments.word("unit") == "batches"
    case "branch":
      inUse(line)
      begin(arguments.text("NAME") ?? "", line)
    case "compact":
      inUse(line)
      begin(arguments.text("as") ?? "\(current ?? "")-small", line)
      if let current { lines.use(.network(current)) }
    case "energy calibrate": everything(line)
    default: named(arguments, line)
    }
  }

  /// Commands that name a network or a checkpoint.
  private mutating func named(_ arguments: BoundArguments, _ line: Int) {
    let name = arguments.text("NAME") ?? ""
    switch arguments.signature.verb {
    case "use":
      lines.read(.network(name), line)
      lines.write(.current, line)
      current = name
    case "import":
      guard let name = arguments.text("as") else {
        lose(line)
        return
      }
      for value in Self.settings + [.current] { lines.read(value, line) }
      if let current { lines.read(.network(current), line) }
      begin(name, line)
      lines.use(.network(name))
    case "copy":
      lines.read(.network(name), line)
      begin(arguments.text("as") ?? "", line)
    case "rename":
      lines.read(.current, line)
      let (before, new) = (current, arguments.text("as") ?? "")
      let isUsed = lines.isUsed(.network(name))
      lines.end(.network(name), line)
      begin(new, line)
      if isUsed { lines.use(.network(new)) }
      if before != name { current = before }
    case "drop":
      lines.read(.current, line)
      if current == name {
        // The first of those that are there then is in use.
        for other in lines.networks { lines.read(.network(other), line) }
        lines.write(.current, line)
      }
      lines.end(.network(name), line)
      if current == name { current = lines.networks.first }
    case "checkpoint" where arguments.word("what") == "drop": lines.end(.checkpoint(name), line)
    case "checkpoint":
      inUse(line)
      lines.begin(.checkpoint(name), line)
      taken[name] = (current ?? "", Self.settings.map { lines.writer[$0] })
    case "checkout":
      guard arguments.word("NAME") == nil, !name.isEmpty else {
        everything(line)
        return
      }
      guard let source = taken[name] else {
        lose(line)
        return
      }
      lines.read(.checkpoint(name), line)
      if source.settings != Self.settings.map({ lines.writer[$0] }) {
        for value in Self.settings { lines.change(value, line) }
        changeNetworks(line)
      }
      begin(source.network, line)
      lines.use(.network(source.network))
    default: lose(line)
    }
  }

  /// A network that begins and is in use from then on.
  private mutating func begin(_ name: String, _ line: Int) {
    lines.begin(.network(name), line)
    lines.write(.current, line)
    current = name
  }

  private mutating func changeInUse(_ line: Int) {
    guard let current else {
      // A change of no network would have failed.
      lose(line)
      return
    }
    for value in Self.settings + [.current] { lines.read(value, line) }
    lines.change(.network(current), line)
  }

  private mutating func changeNetworks(_ line: Int) {
    for name in lines.networks { lines.change(.network(name), line) }
  }

  private mutating func lose(_ line: Int) {
    lines.keep(line)
    everything(line)
    isLost = true
    current = nil
  }

  private mutating func everything(_ line: Int) {
    for value in lines.values + Self.settings + [.log, .current] { lines.change(value, line) }
    for name in lines.networks { lines.use(.network(name)) }
    hasTrained = true
    hasParts = true
  }
}
