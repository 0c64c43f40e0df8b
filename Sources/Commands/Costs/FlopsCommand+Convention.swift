import Costs
import Networks
import Reports
import Workspaces

/// What another tool prints for the network, ours beside it.
extension FlopsCommand {
  /// A network as it is counted: everything open, or the static one.
  private struct Row {
    var name: String
    var layers: [LayerOperation]
    var isResult: Bool
  }

  static func add(
    _ convention: Convention, _ entry: NetworkEntry, layers: Bool, to report: inout Report
  ) throws {
    let dense = entry.denseGraph.operations
    let isGated = entry.isPruned
    var rows = [Row(name: isGated ? "open" : "all", layers: dense, isResult: entry.origin != nil)]
    if isGated {
      rows.append(
        Row(name: "static", layers: try entry.staticGraph().operations, isResult: true))
    }
    report.add(table(convention, rows, dense: dense))
    if layers { report.add(layerTable(convention, rows[0])) }
    say(convention, rows, in: &report)
    addValues(convention, rows, to: &report)
  }

  /// The tool's counts, and ours where it is another's.
  private static func columns(_ convention: Convention) -> [Convention.Count] {
    let ours = ConventionCatalog.all[0]
    return convention.counts + (convention.name == ours.name ? [] : ours.counts)
  }

  private static func titles(_ convention: Convention) -> [Table.Column] {
    columns(convention).enumerated().map { place, count in
      let isOurs = place >= convention.counts.count || convention.version == nil
      return .init(isOurs ? count.name : "\(convention.name) \(count.name)")
    }
  }

  private static func table(
    _ convention: Convention, _ rows: [Row], dense: [LayerOperation]
  ) -> Table {
    var table = Table([.init("", .left)] + titles(convention))
    for row in rows {
      let cells = columns(convention).map { count -> Phrase in
        let whole = count.total(dense)
        let rule: ComparisonRule = row.isResult ? .total(dense: whole) : .derived
        return "\(NetworkReports.count(count.total(row.layers), rule))"
      }
      table.add(["\(row.name)"] + cells)
    }
    return table
  }

  /// A row for each layer for which the tool or we have a number.
  private static func layerTable(_ convention: Convention, _ row: Row) -> Table {
    var table = Table([.init("layer", .left), .init("operation", .left)] + titles(convention))
    for layer in row.layers {
      let numbers = columns(convention).map { $0.rule(layer) }
      guard numbers.contains(where: { $0 != nil }) else { continue }
      let cells = numbers.map { number -> Phrase in
        number.map { "\(NetworkReports.count($0, row.isResult ? .gates : .derived))" } ?? "-"
      }
      table.add(["\(layer.name)", "\(layer.kind.rawValue)"] + cells)
    }
    return table
  }

  private static func version(_ convention: Convention) -> String {
    convention.version ?? Provenance.version
  }

  private static func say(_ convention: Convention, _ rows: [Row], in report: inout Report) {
    report.say(
      "\(convention.name) \(version(convention)), one image: \(convention.call)")
    let figure = convention.figure.total(rows[0].layers)
    let ours = ConventionCatalog.all[0].counts.first { $0.unit == convention.figure.unit }
    let isOurs = convention.version != nil && figure == ours?.total(rows[0].layers)
    report.say(
      isOurs
        ? "the same as ours for this network; elsewhere it \(convention.difference)"
        : "why: \(convention.difference)")
    let left = convention.passedOver(rows[0].layers).map(\.rawValue)
    if !left.isEmpty { report.say("not counted by it: \(left.joined(separator: ", "))") }
    let unread = rows[0].layers.filter { !$0.isRead }.map(\.name)
    if !unread.isEmpty, convention.countsUnread {
      report.say("it counts what nothing reads too, which PyTorch runs")
    }
    if rows.count > 1 { report.say("gates are left out: no tool knows them") }
  }

  private static func addValues(
    _ convention: Convention, _ rows: [Row], to report: inout Report
  ) {
    let figure = convention.figure
    report["convention"] = .string(convention.name)
    report["tool_version"] = .string(version(convention))
    report["figure_name"] = .string(figure.name)
    report["figure"] = NetworkReports.value(figure.total(rows[0].layers))
    report["figure_static"] = NetworkReports.value(figure.total(rows[rows.count - 1].layers))
    report["unit"] = .string(figure.unit.rawValue)
    report["difference"] = .string(convention.difference)
    report["not_counted"] = .array(
      convention.passedOver(rows[0].layers).map { .string($0.rawValue) })
    report["convention_counts"] = .array(
      convention.counts.map {
        [
          "name": .string($0.name), "unit": .string($0.unit.rawValue),
          "figure": NetworkReports.value($0.total(rows[0].layers)),
        ]
      })
    report["convention_layers"] = .array(
      rows[0].layers.map {
        [
          "name": .string($0.name), "operation": .string($0.kind.rawValue),
          "figure": figure.rule($0).map { NetworkReports.value($0) } ?? .null,
        ]
      })
  }
}
