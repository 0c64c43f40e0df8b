import Language

/// Signatures for tests, in the manner of the real ones.
enum Samples {
  static let train = Signature(
    "train", group: "Training", "trains the network",
    positionals: [
      .required("N", .integer(1...1000), "epochs", words: ["until"]),
      .optional("unit", .choice(["epochs", "batches"]), "what N counts", default: "epochs"),
    ],
    options: [
      .option("accuracy", .percent, "stop there"),
      .option("energy", .energy, "stop there"),
      .option("max", .count, "epochs at most", default: "100"),
    ])
  static let attach = Signature(
    "gate attach", group: "Gates", "puts gates on layers",
    positionals: [.variadic("PATTERN", .pattern, "layers", atLeast: 1, names: "layer")],
    options: [
      .option("kind", .choice(["dynamic", "static"]), "what decides", default: "dynamic"),
      .option("strength", .positive, "how much", words: ["auto"], default: "auto"),
    ])
  static let detach = Signature("gate detach", group: "Gates", "takes gates off")
  static let gates = Signature("gates", group: "Gates", "shows gates")
  static let network = Signature(
    "network", group: "Networks", "makes a network",
    positionals: [
      .required("PRESET", .name, "the preset", names: "preset"), .variadic("N", .count, "widths"),
    ], options: [.option("width", .positive, "scale", default: "1.0")])
  static let new = Signature(
    "network new", group: "Networks", "an empty network",
    options: [.requiredOption("input", .shape, "its input")])
  static let data = Signature(
    "data", group: "Data", "loads data",
    options: [.option("augment", .list(of: .choice(["crop", "flip"])), "augmentation")])
  static let param = Signature(
    "param", group: "Notebook", "sets a parameter", openOptions: "NAME=VALUE")
  static let save = Signature(
    "save", group: "Notebook", "saves", positionals: [.required("FILE", .path, "where")])

  static let all = [train, attach, detach, gates, network, new, data, param, save]
  static let table = CommandTable(all)

  /// Reads a line; parameters: `n` is 3.
  static func read(_ text: String, prefixes: Bool = false) throws(Diagnostic) -> ParsedLine? {
    try ParsedLine.read(
      text, table: table, prefixes: prefixes, lookup: { $0 == "n" ? "3" : nil },
      parameters: { ["n"] })
  }

  /// The error of a line, as it is shown.
  static func error(_ text: String, prefixes: Bool = false) -> [String] {
    do {
      _ = try read(text, prefixes: prefixes)
      return []
    } catch {
      return DiagnosticRenderer().lines(error, text: text)
    }
  }
}
