import Language
import Networks
import Notebook
import Reports
import Sessions
import Tensors
import Workspaces

extension ImportCommand {
  /// What has no place, or no form, is listed one by one so far.
  static let listed = 100
  private static let mapLimit = 1 << 20

  /// A preset with the weights of a state dict.
  static func preset(
    _ file: SafetensorsFile, _ path: String, _ arguments: BoundArguments, _ draft: inout Workspace,
    _ context: CommandContext
  ) throws -> Report {
    let name = try arguments.required("PRESET", \.word)
    guard let kind = ArchitectureCatalog.find(name) else { throw arguments.missing("PRESET") }
    if arguments.toggle("partial") == true {
      throw arguments.error(
        "does-not-fit", "‘partial’ takes weights into the network in use, not into a preset",
        at: "partial", hint: "‘network \(name)’, then ‘import’ without ‘into’")
    }
    let map = (try map(arguments, context) ?? NameMap()).followed(by: NameMap(of: kind))
    let names = try names(file.header, map, path, arguments)
    let graph = try graph(of: kind, file.header, names, path, arguments)
    let fit = WeightFit(file.header, graph, naming: names)
    guard fit.isWhole, fit.unused.isEmpty else {
      throw Diagnostic(
        "does-not-fit", "‘\(path)’ does not fit ‘\(name)’: \(fit.summary); nothing was built",
        at: arguments.span("PRESET"), quote: Self.list(fit.lines, of: fit.lines.count),
        hint: "another preset, or map=FILE says what the file calls its layers")
    }
    try NetworkFile.requireRoom(for: graph, of: path)
    let own =
      graph.lines
      == (try? kind.graph(
        input: graph.input, classes: graph.output.size, width: 1, sizes: []))?.lines
    var entry = NetworkEntry(
      name: try self.name(arguments, or: name, draft), network: try fit.network(file),
      spec: own ? name : "new")
    entry.isImported = true
    entry.fileNames = Self.layers(names)
    warnOfNormalisation(file, entry, draft.data?.dataset, draft.task, context)
    draft.entry = entry
    var report = NetworkReports.summary(entry)
    finish(&report, fit, path, arguments)
    return report
  }

  /// What fits the network in use: by its own names, by map=, or by the names that models of
  /// PyTorch have for its preset, whichever has more.
  static func fit(
    _ file: SafetensorsFile, _ entry: NetworkEntry, _ arguments: BoundArguments,
    _ context: CommandContext
  ) throws -> WeightFit {
    let graph = entry.network.graph
    if let map = try map(arguments, context) {
      let names = try names(file.header, map, arguments.text("FILE") ?? "", arguments)
      return WeightFit(file.header, graph, naming: names)
    }
    let own = WeightFit(file.header, graph)
    guard !own.isWhole, let kind = entry.preset else { return own }
    let found = NameMap(of: kind).ours(of: Self.plain(file.header))
    guard found.clash == nil else { return own }
    let named = WeightFit(
      file.header, graph, naming: Self.whole(found.names, file.header))
    return named.fitting.count > own.fitting.count ? named : own
  }

  /// The map that was typed, if one was.
  private static func map(
    _ arguments: BoundArguments, _ context: CommandContext
  ) throws -> NameMap? {
    guard let path = try arguments.readPath("map", context.scope) else { return nil }
    do {
      let file = try PlainFile(path)
      guard file.count <= mapLimit else {
        throw arguments.error(
          .badFile, "‘\(path)’ has more than 1 MB, which no map of names has", at: "map")
      }
      let bytes = try file.bytes(at: 0, count: file.count, stop: context.stop)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw arguments.error(
          .badFile, "‘\(path)’ is no map of names: it is no UTF-8 text", at: "map")
      }
      return try NameMap(text)
    } catch let problem as PlainFile.Problem {
      throw FileError(path, problem)
    } catch let error as NameMap.FormatError {
      throw arguments.error(
        .badFile, "‘\(path)’ is no map of names: line \(error.line): \(error.reason)", at: "map",
        hint: "a line such as ‘layer*.*.conv* = s{1}b{2+1}.conv{3}’; # begins a comment")
    }
  }

  /// A model that trained on several devices has `module.` in front of every name.
  private static let parallel = "module."

  private static func plain(_ header: SafetensorsHeader) -> [String] {
    let names = header.entries.map(\.name)
    guard names.allSatisfy({ $0.hasPrefix(parallel) }) else { return names }
    return names.map { String($0.dropFirst(parallel.count)) }
  }

  /// The same by the names as the file spells them.
  private static func whole(
    _ names: [String: String], _ header: SafetensorsHeader
  ) -> [String: String] {
    Dictionary(
      zip(header.entries.map(\.name), plain(header)).map { ($0, names[$1] ?? $1) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func names(
    _ header: SafetensorsHeader, _ map: NameMap, _ path: String, _ arguments: BoundArguments
  ) throws -> [String: String] {
    let found = map.ours(of: plain(header))
    if let (first, second) = found.clash {
      throw Diagnostic(
        "does-not-fit", "two tensors of ‘\(path)’ have one name here; nothing was built",
        at: arguments.span("FILE"),
        quote: "\(Printable.of(first)) and \(Printable.of(second)) are "
          + Printable.of(map.ours(first)),
        hint: "map=FILE tells them apart")
    }
    return whole(found.names, header)
  }

  private static func graph(
    of kind: any Architecture, _ header: SafetensorsHeader, _ names: [String: String],
    _ path: String, _ arguments: BoundArguments
  ) throws -> Graph {
    let shapes = Dictionary(
      header.entries.filter(\.isRead).map { (names[$0.name] ?? $0.name, $0.shape) },
      uniquingKeysWith: { first, _ in first })
    do {
      return try kind.graph(of: shapes, input: arguments.imageShape("input"))
    } catch {
      throw arguments.error(
        "does-not-fit", "‘\(kind.name)’ cannot be built for ‘\(path)’: \(error.message)",
        at: arguments.isTyped("input") ? "input" : "PRESET", hint: error.hint)
    }
  }

  /// What the file calls layers that are called otherwise here.
  private static func layers(_ names: [String: String]) -> [String: String] {
    func layer(_ tensor: String) -> String? {
      tensor.lastIndex(of: ".").map { String(tensor[..<$0]) }
    }
    return Dictionary(
      names.compactMap { theirs, ours in
        guard let here = layer(ours), let there = layer(theirs), here != there else { return nil }
        return (here, there)
      }, uniquingKeysWith: min)
  }

  /// The first of `count` lines, and how many more there are.
  static func list(_ lines: some Sequence<String>, of count: Int) -> String {
    let more = count > listed ? ["and \(count - listed) more"] : []
    return (lines.prefix(listed) + more).joined(separator: "\n")
  }
}
