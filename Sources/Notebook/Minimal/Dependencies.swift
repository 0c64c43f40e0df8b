import Workspaces

/// What lines read and write, and which of them the last state comes from.
///
/// A value is what a line wrote last; whoever reads it needs that line. Lines keep their order, so
/// that among those kept the last to write a value is the one that wrote it in the whole session.
struct Dependencies {
  /// A part of the workspace that lines read and write as a whole.
  typealias Value = Effect.Part

  /// The line that wrote each value last.
  private(set) var writer: [Value: Int] = [:]
  /// The lines that a line needs.
  private var needs: [Int: Set<Int>] = [:]
  /// Where what is there now began.
  private var birth: [Value: Int] = [:]
  /// The lines that ended what began at a line: without them it would still be there.
  private var ends: [Int: Set<Int>] = [:]
  /// Networks that were trained, gated or asked about, by where they began.
  private var used: Set<Int> = []
  private(set) var roots: Set<Int> = []

  /// What has a writer and was not ended, in no order.
  var values: [Value] { Array(writer.keys) }
  /// The names of the networks that are there, sorted.
  var networks: [String] {
    birth.keys.compactMap { value -> String? in
      guard case .network(let name) = value else { return nil }
      return name
    }.sorted()
  }

  /// Holds on to a line, and so to all that it needs.
  mutating func keep(_ line: Int) { roots.insert(line) }

  /// `line` can stay only with `other`.
  mutating func need(_ other: Int, by line: Int) { needs[line, default: []].insert(other) }

  /// `line` needs whoever wrote `value` last; nobody, if that is itself or there is none.
  mutating func read(_ value: Value, _ line: Int) {
    if let other = writer[value], other != line { need(other, by: line) }
  }

  /// `line` makes `value` anew, whatever it was before.
  mutating func write(_ value: Value, _ line: Int) { writer[value] = line }

  /// `line` makes `value` of what it was.
  mutating func change(_ value: Value, _ line: Int) {
    read(value, line)
    write(value, line)
  }

  /// Work that should not be lost went into it.
  mutating func use(_ value: Value) { if let start = birth[value] { used.insert(start) } }

  func isUsed(_ value: Value) -> Bool { birth[value].map(used.contains) ?? false }

  /// A network or checkpoint begins at `line`, which ends the one of that name, if there is one.
  mutating func begin(_ value: Value, _ line: Int) {
    if let start = birth[value] { ends[start, default: []].insert(line) }
    birth[value] = line
    writer[value] = line
  }

  /// `line` removes a network or checkpoint: it stays whenever the line that began it does.
  mutating func end(_ value: Value, _ line: Int) {
    read(value, line)
    if let start = birth[value] { ends[start, default: []].insert(line) }
    birth[value] = nil
    writer[value] = nil
  }

  /// The lines that the answers and the last state come from.
  ///
  /// - Parameter current: the network in use at the end. Others that were only built, and nobody
  ///   used, are not part of the state.
  func needed(current: String?) -> Set<Int> {
    var found: Set<Int> = []
    var open = Array(roots)
    for (value, line) in writer {
      switch value {
      case .network(let name) where name != current:
        if let start = birth[value], used.contains(start) { open.append(line) }
      default: open.append(line)
      }
    }
    while true {
      while let line = open.popLast() {
        guard found.insert(line).inserted else { continue }
        open += needs[line] ?? []
        open += ends[line] ?? []
      }
      // Of a network that is there for another's sake all is there at the end.
      open = birth.filter { found.contains($0.value) }.compactMap { writer[$0.key] }
        .filter { !found.contains($0) }
      if open.isEmpty { return found }
    }
  }
}
