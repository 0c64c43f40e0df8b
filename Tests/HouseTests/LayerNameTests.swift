import Testing

/// A layer's file says all of it: who asks which layer one is, or names one, has a reason.
@Suite struct LayerNameTests {
  /// Files outside Networks/Layers that may name a type of layer, and why; presets are made of
  /// them.
  static let allowed: [String: String] = [
    "Sources/Networks/LayerCatalog.swift": "the list itself",
    "Sources/Pruning/Gates/GateAttachment.swift": "puts gates into a network",
    "Sources/Commands/Networks/AddCommand.swift": "‘add end’ closes a block with shortcut and sum",
    "Sources/Commands/Pruning/GateSetCommand.swift": "sets the gates of a module",
  ]

  private static let kinds: [String] = {
    let catalog = Repository.text("Sources/Networks/LayerCatalog.swift") ?? ""
    return catalog.matches(of: /(\w+)\.self/).map { String($0.1) }
  }()

  /// Tensors lies below layers: what has a layer's name there is another thing.
  private static let files = Repository.swift(below: "Sources").filter {
    !$0.hasPrefix("Sources/Networks/Layers/") && !$0.hasPrefix("Sources/Tensors/")
  }

  /// The words of each line of code, without strings; `GateModule.Setting` and its like are what
  /// gates are set to, no question for a layer.
  private static func code(_ text: String) -> [String] {
    SwiftSource(text).lines.map {
      $0.replacing(/GateModule\.(Setting|Kind|Estimator)/, with: "")
    }
  }

  /// By file.
  private static let codes = Dictionary(
    uniqueKeysWithValues: files.map { ($0, code(Repository.text($0) ?? "")) })

  private static func words(_ line: String) -> [String] {
    line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
  }

  /// The types of layer that a line asks for: `is X`, `as X`, `as? X`, `as! any X`, `X.Type`.
  static func asked(_ line: String, _ kinds: [String]) -> [String] {
    let words = words(line)
    return words.indices.filter { place in
      guard kinds.contains(words[place]) else { return false }
      let before = words[..<place].last { $0 != "any" }
      return before == "is" || before == "as" || words[(place + 1)...].first == "Type"
    }.map { words[$0] }
  }

  /// How often each file asks for types of layer.
  static var questions: [String: Int] {
    files.reduce(into: [:]) { found, file in
      let count = codes[file]!.flatMap { asked($0, kinds) }.count
      if count > 0 { found[file] = count }
    }
  }

  /// The types of layer that each file names.
  static var named: [String: Set<String>] {
    let others = files.filter { !$0.hasPrefix("Sources/Networks/Architectures/") }
    return others.reduce(into: [:]) { found, file in
      let words = codes[file]!.flatMap(words)
      let named = Set(words).intersection(kinds)
      if !named.isEmpty { found[file] = named }
    }
  }

  @Test func noLayerIsAskedWhichItIs() {
    #expect(Self.kinds.count >= 20)
    for (file, count) in Self.questions {
      Issue.record("\(file) asks for types of layer, \(count) times: make members of the layer")
    }
  }

  @Test func layersAreNamedInAFewPlaces() {
    #expect(Self.allowed.count <= 6)
    let found = Self.named
    for (file, named) in found where Self.allowed[file] == nil {
      Issue.record("\(file) names \(named.sorted())")
    }
    for file in Self.allowed.keys where found[file] == nil {
      Issue.record("\(file) names no type of layer: it needs no leave")
    }
  }

  @Test func questionsAreRecognised() {
    let kinds = ["Conv", "Sum"]
    #expect(Self.asked("if node.layer is Sum { return }", kinds) == ["Sum"])
    #expect(Self.asked("case let conv as Conv where conv.groups > 1:", kinds) == ["Conv"])
    #expect(Self.asked("let c = (x as? Conv)?.y ?? (x as! Sum).y", kinds) == ["Conv", "Sum"])
    #expect(Self.asked("let kind: Conv.Type", kinds) == ["Conv"])
    #expect(Self.asked("graph.append(Conv(outputs: 3), from: [Sum()])", kinds).isEmpty)
  }
}
