import CCSV
import Costs
import Foundation
import Training

/// The CSV file of epochs: header once, a row an epoch, flushed each time.
enum EpochLog {
  static let columns = course + Cost.columns

  /// The columns of what training left.
  static let course = [
    "epoch", "batches", "loss", "accuracy", "penalty", "rate", "removed", "asked", "consensus",
    "network",
  ]

  /// What an epoch cost: by the model, and by the meter of this machine.
  ///
  /// The names from `duration` to `cpu_power` and their units are CodeCarbon's (s, kg CO2e, kWh, kWh,
  /// kWh, W), and as there idle power is in them. Empty where the meter does not tell.
  struct Cost {
    static let columns = [
      "training_joules", "duration", "emissions", "energy_consumed", "cpu_energy", "ram_energy",
      "cpu_power", "energy_kind", "energy_source", "grid",
    ]

    private let trained: Double
    private let span: EnergySpan?
    private let meter: any EnergyMeter
    private let grid: CarbonIntensity

    /// - Parameters:
    ///   - span: of the epoch alone; nil where the meter failed.
    ///   - trained: estimated joules of the network's whole training, to here.
    init(_ span: EnergySpan?, _ meter: any EnergyMeter, _ grid: CarbonIntensity, _ trained: Double)
    {
      self.span = span
      self.meter = meter
      self.grid = grid
      self.trained = trained
    }

    var fields: [String] {
      let known = span.flatMap { $0.isResolved ? $0 : nil }
      func kilowattHours(_ energy: Joules?) -> String {
        energy.map { "\($0.value / CarbonIntensity.kilowattHour.value)" } ?? ""
      }
      return [
        "\(trained)", span.map { "\($0.seconds.value)" } ?? "",
        known.map { "\(grid.grams(of: $0.joules).value / 1000)" } ?? "",
        kilowattHours(known?.joules), kilowattHours(known?.processor),
        kilowattHours(known?.memory), known.map { "\(($0.processor / $0.seconds).value)" } ?? "",
        span == nil ? "" : meter.kind.rawValue, span == nil ? "" : meter.source, grid.name,
      ]
    }
  }

  /// Refuses a file that holds something else.
  static func check(_ path: String) throws(FileError) {
    guard AtomicFile.replaces(path) else { return }
    let wanted = Array(line(columns).utf8)
    let file = FileHandle(forReadingAtPath: path)
    let found = (try? file?.read(upToCount: wanted.count)).map { [UInt8]($0) }
    guard found == wanted else {
      throw FileError(
        .write, path, "it is there already and does not begin as a log of epochs",
        hint: "choose another name, or remove it first")
    }
  }

  /// Adds a row; the header too where the file is new or empty.
  static func append(
    _ epoch: EpochReport, of network: String, to path: String, _ cost: Cost
  ) throws {
    try check(path)
    let row = fields(epoch, of: network) + cost.fields
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    let text = (size == 0 ? line(columns) : "") + line(row)
    if !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw FileError(.write, path)
      }
    }
    guard let file = FileHandle(forWritingAtPath: path) else { throw FileError(.write, path) }
    do {
      try file.seekToEnd()
      try file.write(contentsOf: Data(text.utf8))
      try file.synchronize()
      try file.close()
    } catch {
      throw FileError(.write, path)
    }
  }

  /// What an epoch left, under the columns up to the network's name.
  static func fields(_ epoch: EpochReport, of network: String) -> [String] {
    let gates = [\GateAccount.removed, \.asked, \.consensus].map { path in
      epoch.gates.map { "\($0[keyPath: path])" } ?? ""
    }
    return [
      "\(epoch.epoch)", "\(epoch.batches)", "\(epoch.loss)", "\(epoch.accuracy)",
      "\(epoch.penalty)", "\(epoch.rate)",
    ] + gates + [network]
  }

  /// Fields quoted as libcsv does.
  static func line(_ fields: [String]) -> String {
    fields.map { quoted($0) }.joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    var bytes = [UInt8](field.utf8)
    var out = [UInt8](repeating: 0, count: bytes.count * 2 + 2)
    let written = csv_write(&out, out.count, &bytes, bytes.count)
    return String(decoding: out.prefix(min(written, out.count)), as: UTF8.self)
  }
}
