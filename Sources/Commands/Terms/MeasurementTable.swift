import Costs
import Datasets
import Foundation
import Language
import Networks
import Notebook
import Reports
import Sessions
import Tensors

/// A user's own measurements, `network,batch,joules,seconds`: what ‘energy calibrate from=’ reads.
///
/// The file is untrusted: few rows, plain numbers, networks that are counted and never built.
struct MeasurementTable {
  /// A row.
  struct Row {
    var line: Int
    var network: String
    var batch: Int
    var joules: Double
    var seconds: Double?
    var counts: ProductCounts
  }

  /// Why the table is refused: the line, and the reason.
  struct Refusal: Error {
    var line: Int
    var message: String
    var hint: String
  }

  /// In the order of the file.
  private(set) var rows: [Row] = []

  /// Rows that are read at most.
  private static let limit = 500
  /// Watts of two rows may lie so far apart; beyond, their units do.
  private static let spread = 30.0
  private static let columns =
    "the columns are network,batch,joules,seconds (seconds may be left out)"

  init(_ path: String, _ scope: FileScope, _ stop: StopFlag) throws {
    let table = try TextTable(path, limit: Self.limit, stop: stop)
    let places = Dictionary(table.names.enumerated().map { ($1, $0) }) { first, _ in first }
    func place(_ name: String) throws -> Int {
      guard let place = places[name] else {
        throw Refusal(line: 1, message: "there is no column ‘\(name)’", hint: Self.columns)
      }
      return place
    }
    if let twice = table.names.first(where: { name in table.names.count { $0 == name } > 1 }) {
      throw Refusal(
        line: 1, message: "the column ‘\(twice.prefix(40))’ is there twice", hint: Self.columns)
    }
    if let other = table.names.first(where: {
      !["network", "batch", "joules", "seconds", "device"].contains($0)
    }) {
      throw Refusal(
        line: 1, message: "a column ‘\(other.prefix(40))’ says nothing here",
        hint: "\(Self.columns); joules and seconds are plain numbers in J and s")
    }
    let (network, batch, joules) = (try place("network"), try place("batch"), try place("joules"))
    var known: [String: ProductCounts] = [:]
    for (line, cells) in table.rows {
      if stop.isRaised { throw Interruption() }
      if let device = places["device"], cells[device] != table.rows[0].cells[device] {
        throw Refusal(
          line: line, message: "another device, ‘\(cells[device].prefix(40))’",
          hint: "a profile is of one device: a file for each")
      }
      guard let count = Int(cells[batch]), (1...65_536).contains(count) else {
        throw Refusal(
          line: line, message: "‘\(cells[batch].prefix(40))’ is no batch", hint: "1 to 65536 images"
        )
      }
      let counts: ProductCounts
      do {
        counts = try known[cells[network]] ?? Self.counts(cells[network], beside: path, scope)
        known[cells[network]] = counts
      } catch let error as LayerError {
        throw Refusal(line: line, message: error.message, hint: error.hint ?? Self.networks)
      }
      guard counts.layers > 0 else {
        throw Refusal(
          line: line, message: "‘\(cells[network].prefix(60))’ has no layer with products",
          hint: "a sum prices layers with products alone")
      }
      rows.append(
        Row(
          line: line, network: cells[network], batch: count,
          joules: try Self.number(cells[joules], line, "joules", "J"),
          seconds: try places["seconds"].flatMap { cells[$0].isEmpty ? nil : cells[$0] }
            .map { try Self.number($0, line, "seconds", "s") }, counts: counts))
    }
    try check()
  }

  private static let networks =
    "a preset line such as ‘resnet20 input=3x32x32 classes=10 width=0.5’, or a .json of ‘export’"

  private static func number(
    _ text: String, _ line: Int, _ name: String, _ unit: String
  ) throws -> Double {
    let isPlain = text.allSatisfy { $0.isNumber || "+-.eE".contains($0) }
    guard isPlain, let number = Double(text), number.isFinite else {
      let isUnit = text.first?.isNumber == true
      throw Refusal(
        line: line, message: "‘\(text.prefix(40))’ is no number of \(name)",
        hint: isUnit
          ? "\(name) are plain numbers in \(unit), all of them: 0.012, not 12 m\(unit)"
          : "a plain number in \(unit)")
    }
    guard number > 0 else {
      throw Refusal(
        line: line, message: "\(name) of \(text) are not positive",
        hint: "what was measured is more than nothing")
    }
    return number
  }

  /// Repeated rows and mixed units.
  private func check() throws {
    var seen: [String: Int] = [:]
    for row in rows {
      let key = "\(row.network) \(row.batch)"
      if let first = seen.updateValue(row.line, forKey: key) {
        throw Refusal(
          line: row.line,
          message: "‘\(row.network)’ at batch \(row.batch) stands on line \(first) too",
          hint: "one row for each network and batch: the median of several measurements")
      }
    }
    guard Set(rows.map(\.counts)).count >= 4 else {
      throw Refusal(
        line: rows.last?.line ?? 1,
        message:
          "\(NumberFormat.counted("network", Set(rows.map(\.counts)).count)) are too few to "
          + "fit a device to",
        hint: "four at least; ‘energy plan’ names five that tell most")
    }
    let timed = rows.filter { $0.seconds != nil }
    let watts = timed.map { $0.joules / $0.seconds! }.sorted()
    guard let middle = watts.isEmpty ? nil : watts[watts.count / 2] else { return }
    for row in timed {
      let power = row.joules / row.seconds!
      guard max(power, middle) / min(power, middle) < Self.spread else {
        throw Refusal(
          line: row.line,
          message: "\(NumberFormat.quantity(power, "W")), where the others draw about "
            + "\(NumberFormat.quantity(middle, "W")), so its units differ",
          hint: "joules in J and seconds in s, of one image, in every row")
      }
    }
  }

  /// Counts of a network: a preset line, or a file of ‘export’.
  private static func counts(
    _ text: String, beside path: String, _ scope: FileScope
  ) throws -> ProductCounts {
    if text.hasSuffix(".json") {
      let file = FilePath.isAbsolute(text) ? text : FilePath.join(FilePath.folder(of: path), text)
      guard scope.mayRead(file) else { throw scope.refusal(text, at: nil) }
      return try ProductCounts(exported(file).ownWork)
    }
    return try ProductCounts(preset(text).ownWork)
  }

  private static func exported(_ path: String) throws -> Graph {
    struct Account: Decodable {
      struct Network: Decodable {
        var input: String
        var lines: [String]
      }
      var network: Network
    }
    let text = try TextFile.read(path)
    guard let account = try? JSONDecoder().decode(Account.self, from: Data(text.utf8)),
      let input = shape(account.network.input), account.network.lines.count <= 10_000
    else {
      throw LayerError("‘\(path)’ is no account that ‘export’ wrote", hint: networks)
    }
    return try Graph(input: input, lines: account.network.lines)
  }

  private static func shape(_ text: String) -> Shape? {
    let sizes = text.split(separator: "x").compactMap { Int($0) }
    guard sizes.count == text.split(separator: "x").count, [1, 3].contains(sizes.count),
      sizes.allSatisfy({ (1...1 << 20).contains($0) })
    else { return nil }
    return sizes.count == 1 ? Shape(sizes[0]) : Shape(sizes[0], sizes[1], sizes[2])
  }

  /// `resnet20 input=3x32x32 classes=10 width=0.5`, as ‘network’ takes it.
  static func preset(_ text: String) throws(LayerError) -> Graph {
    var words = text.split(separator: " ").map(String.init)
    if words.first == "network" { words.removeFirst() }
    guard let name = words.first, let kind = ArchitectureCatalog.find(name) else {
      throw LayerError(
        "‘\(text.prefix(60))’ is no preset",
        hint: words.first.flatMap {
          Suggestions.hint(for: $0, among: ArchitectureCatalog.all.map { $0.name }, noun: "preset")
        } ?? networks)
    }
    var (input, width, sizes) = (kind.defaultInput, 1.0, [Int]())
    var classes: Int?
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 1, let size = Int(word), (1...1_000_000).contains(size), sizes.count < 64 {
        sizes.append(size)
      } else if parts.count == 2, parts[0] == "input", let shape = shape(parts[1]) {
        input = shape
      } else if parts.count == 2, parts[0] == "classes", let count = Int(parts[1]),
        (1...100_000).contains(count)
      {
        classes = count
      } else if parts.count == 2, parts[0] == "width", let factor = Double(parts[1]),
        factor >= 0.01, factor <= 64
      {
        width = factor
      } else {
        throw LayerError("‘\(word.prefix(60))’ is nothing that ‘\(name)’ takes", hint: networks)
      }
    }
    return try kind.graph(
      input: input, classes: classes ?? kind.defaultClasses(of: input), width: width, sizes: sizes)
  }
}
