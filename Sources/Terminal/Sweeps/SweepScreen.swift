import Language
import Reports
import Sweeps
import Workspaces

/// What a sweep shows while it runs: on a terminal a live table, elsewhere a line a point.
final class SweepScreen {
  /// A run that is under way.
  struct Run {
    let point: String
    /// Its line, or what it said last.
    let note: String
    let seconds: Double
  }

  private let output: OutputStream
  private let format: Invocation.Format
  private let isQuiet: Bool
  /// Nil where nothing is live.
  private let size: (() -> (width: Int, height: Int))?
  private var rows = 0

  /// - Parameter mayBeLive: false where what is written goes through another program.
  init(_ invocation: Invocation, _ environment: [String: String], mayBeLive: Bool) {
    let output = OutputStream(1)
    self.output = output
    format = invocation.format
    isQuiet = invocation.isQuiet
    let isLive =
      mayBeLive && output.isTerminal && !isQuiet && format == .text
      && !["dumb", ""].contains(environment["TERM"] ?? "")
    size =
      isLive
      ? {
        (
          Screen.width(environment: environment, descriptor: 1) ?? 80,
          Screen.height(descriptor: 1) ?? 24
        )
      } : nil
  }

  var isLive: Bool { size != nil }
  var isBroken: Bool { output.isBroken }

  /// A line that stays.
  func say(_ text: String) {
    guard format == .text, !isQuiet else { return }
    clear()
    output.write(Printable.of(text) + "\n")
  }

  /// Points that have ended before.
  func begin(_ ended: [(name: String, row: PointRow)]) {
    guard format == .json else { return }
    for (name, row) in ended { output.write(Self.object(name, row).description + "\n") }
  }

  /// A point that has ended.
  ///
  /// - Parameter place: such as `3/12`.
  func ended(_ name: String, _ row: PointRow, place: String) {
    guard format == .text else {
      output.write(Self.object(name, row).description + "\n")
      return
    }
    if isLive, row.isDone { return }
    let line = "[\(place)] \(row.point.text): \(Self.result(row))"
    if row.isDone { say(line) } else { complain(line) }
  }

  /// Something that went wrong, which is told even where nothing else is.
  func complain(_ text: String) {
    guard isQuiet || format == .json else { return say(text) }
    OutputStream(2).write(Printable.of(text) + "\n")
  }

  /// `accuracy 84.3 %  12.4 s`.
  static func result(_ row: PointRow) -> String {
    guard row.isDone else { return "failed with \(row.exit): \(row.error ?? "see its log")" }
    var parts: [String] = []
    if let accuracy = row.number("accuracy") {
      parts.append("accuracy \(NumberFormat.percent(accuracy, 2))")
    } else if let loss = row.number("loss") {
      parts.append("loss \(NumberFormat.significant(loss, 4))")
    }
    if let macs = row.number("macs") {
      parts.append(
        (0..<1000).contains(macs) ? "\(Int(macs)) MAC" : NumberFormat.quantity(macs, "MAC"))
    }
    if let seconds = row.number("seconds") { parts.append(NumberFormat.duration(seconds)) }
    return parts.joined(separator: ", ")
  }

  private static func object(_ name: String, _ row: PointRow) -> JSONValue {
    var parameters = JSONObject()
    for parameter in row.point.parameters { parameters[parameter.name] = .string(parameter.value) }
    var object: JSONObject = [
      "point": .string(name), "parameters": .object(parameters),
      "seed": .integer(Int(clamping: row.seed)),
    ]
    for cell in row.scores { object[cell.name] = JSONValue(Double(cell.text)) }
    var kept = JSONObject()
    for cell in row.kept {
      kept[cell.name] = Double(cell.text).map(JSONValue.real) ?? .string(cell.text)
    }
    if !kept.isEmpty { object["kept"] = .object(kept) }
    object["exit"] = .integer(Int(row.exit))
    object["error"] = JSONValue(row.error)
    object["session"] = JSONValue(row.session)
    return .object(object)
  }

  /// Draws the live table anew.
  func show(_ head: String, _ runs: [Run]) {
    guard let size else { return }
    let (width, height) = size()
    let names = runs.map { DisplayWidth.of($0.point) }.max() ?? 0
    var lines = [head]
    for run in runs.prefix(max(0, height - 3)) {
      lines.append(
        "  \(DisplayWidth.pad(run.point, to: names))  "
          + "\(DisplayWidth.pad(Self.whole(run.seconds), to: 8))  \(run.note)")
    }
    clear()
    for line in lines {
      output.write(DisplayWidth.cut(Printable.of(line), to: max(10, width - 1)) + "\n")
    }
    rows = lines.count
  }

  /// A time of which fractions of a second tell nothing.
  static func whole(_ seconds: Double) -> String {
    seconds < 100 ? "\(Int(seconds)) s" : NumberFormat.duration(seconds)
  }

  /// Takes the live table away.
  func clear() {
    guard rows > 0 else { return }
    output.write("\u{1B}[\(rows)A\u{1B}[J")
    rows = 0
  }
}
