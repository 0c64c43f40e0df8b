import Workspaces

/// Follows the effects of a session's lines, for `save FILE minimal`.
struct SessionDependencies {
  private var lines = Dependencies()
  /// The network in use.
  private var current: String?
  /// What a checkpoint was taken of: the network's name, and who wrote the settings then.
  private var taken: [String: (network: String, settings: [Int?])] = [:]
  private var hasTrained = false
  /// Whether an epoch may be under way, which other data end.
  private var isInEpoch = false
  /// Whether it is unknown from here on which network is in use. Every line from there on is kept.
  private var isLost = false

  /// The lines to keep.
  var needed: Set<Int> { lines.needed(current: current) }

  /// Adds the next line.
  ///
  /// - Parameters:
  ///   - bound: nil for one that could not be bound.
  ///   - namesParameter: whether it is typed with `$name`.
  ///   - answers: the lines whose answers it speaks of.
  mutating func add(
    _ bound: BoundLines.Line?, namesParameter: Bool, speakingOf answers: Set<Int>, at line: Int
  ) {
    if namesParameter {
      for value in lines.values { if case .parameter = value { lines.read(value, line) } }
    }
    guard !isLost, let bound else {
      lose(line)
      return
    }
    if bound.kind == .question { lines.keep(line) }
    for answer in answers { lines.need(answer, by: line) }
    for effect in bound.effects { follow(effect, line) }
  }

  private mutating func follow(_ effect: Effect, _ line: Int) {
    switch effect {
    case .read(let part): lines.read(part, line)
    case .write(let part), .set(let part, _): lines.write(part, line)
    case .load:
      lines.write(.data, line)
      if isInEpoch { changeNetworks(line) }
    case .setOptimizer:
      lines.write(.optimizer, line)
      if hasTrained { changeNetworks(line) }
    case .readInUse: readInUse(line)
    case .changeInUse: changeInUse(line)
    case .use(let network): if let name = name(of: network) { lines.use(.network(name)) }
    case .train(let endsInEpoch):
      changeInUse(line)
      if let current { lines.use(.network(current)) }
      hasTrained = true
      isInEpoch = isInEpoch || endsInEpoch
    case .noteInUse: if let current { lines.change(.network(current), line) }
    case .begin(let network): begin(name(of: network) ?? "", line)
    case .select(let name):
      lines.write(.current, line)
      current = name
    case .rename(let name, let new): rename(name, new, line)
    case .drop(let name): drop(name, line)
    case .keep(let name):
      lines.begin(.checkpoint(name), line)
      taken[name] = (current ?? "", Effect.training.map { lines.writer[$0] })
    case .forget(let name): lines.end(.checkpoint(name), line)
    case .goBack(let name?): goBack(to: name, line)
    // Who gave the answers is told with the line.
    case .readAnswer, .readAnswers: break
    case .readAll:
      for value in lines.values { lines.read(value, line) }
      for name in lines.networks { lines.use(.network(name)) }
    case .goBack(nil), .changeAll: changeAll(line)
    // Undone lines were taken out before.
    case .undo, .redo, .unknown: lose(line)
    }
  }

  private func name(of network: Effect.Network) -> String? {
    switch network {
    case .inUse: current
    case .named(let name): name
    case .inUseWith(let suffix): (current ?? "") + suffix
    }
  }

  private mutating func readInUse(_ line: Int) {
    for value in Effect.training + [.current] { lines.read(value, line) }
    if let current { lines.read(.network(current), line) }
  }

  private mutating func changeInUse(_ line: Int) {
    guard let current else {
      // A change of no network would have failed.
      lose(line)
      return
    }
    readInUse(line)
    lines.write(.network(current), line)
  }

  private mutating func changeNetworks(_ line: Int) {
    for name in lines.networks { lines.change(.network(name), line) }
  }

  /// A network that begins and is in use from then on.
  private mutating func begin(_ name: String, _ line: Int) {
    lines.begin(.network(name), line)
    lines.write(.current, line)
    current = name
  }

  private mutating func rename(_ name: String, _ new: String, _ line: Int) {
    lines.read(.current, line)
    let before = current
    let isUsed = lines.isUsed(.network(name))
    lines.end(.network(name), line)
    begin(new, line)
    if isUsed { lines.use(.network(new)) }
    if before != name { current = before }
  }

  private mutating func drop(_ name: String, _ line: Int) {
    lines.read(.current, line)
    if current == name {
      // The first of those that are there then is in use.
      for other in lines.networks { lines.read(.network(other), line) }
      lines.write(.current, line)
    }
    lines.end(.network(name), line)
    if current == name { current = lines.networks.first }
  }

  private mutating func goBack(to name: String, _ line: Int) {
    guard let source = taken[name] else {
      lose(line)
      return
    }
    lines.read(.checkpoint(name), line)
    if source.settings != Effect.training.map({ lines.writer[$0] }) {
      for value in Effect.training { lines.change(value, line) }
      changeNetworks(line)
    }
    begin(source.network, line)
    lines.use(.network(source.network))
  }

  private mutating func lose(_ line: Int) {
    lines.keep(line)
    changeAll(line)
    isLost = true
    current = nil
  }

  private mutating func changeAll(_ line: Int) {
    for value in lines.values + Effect.training + [.log, .current] { lines.change(value, line) }
    for name in lines.networks { lines.use(.network(name)) }
    hasTrained = true
    isInEpoch = true
  }
}
