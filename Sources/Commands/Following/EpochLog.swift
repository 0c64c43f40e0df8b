import Costs
import Datasets
import Pruning
import Sessions
import Training
import Workspaces

#if canImport(Glibc)
  import Glibc
#endif

/// The CSV file of epochs: header once, a row an epoch, flushed each time.
enum EpochLog {
  /// The verb of the command that names the file.
  static let verb = "log"

  static func columns(_ task: any Task) -> [String] {
    oldColumns(task) + looks(task) + Origin.columns
  }

  /// Those of logs that were begun before others came; they go on in their own.
  static func oldColumns(_ task: any Task) -> [String] { course(task) + Cost.columns }

  /// The scores of the parts that may be looked at after an epoch.
  static func looks(_ task: any Task) -> [String] {
    [Dataset.Part.test, .validation].flatMap { part in task.scores.map(part.key) }
  }

  /// The columns of what training left, the task's scores and those of the method's account among
  /// them.
  static func course(_ task: any Task) -> [String] {
    ["epoch", "batches", "loss"] + task.scores.map(\.name) + ["penalty", "rate"] + figures
      + ["network"]
  }

  private static let figures = MethodCatalog.figures.map(\.key)

  /// What an epoch cost: by the model, and by the meter of this machine.
  ///
  /// The names from `duration` to `cpu_power` and their units are CodeCarbon's (s, kg CO2e, kWh,
  /// kWh, kWh, W), and as there idle power is in them. Energies are empty where the meter does not
  /// tell.
  struct Cost {
    static let columns = [
      "training_joules", "duration", "emissions", "energy_consumed", "cpu_energy", "ram_energy",
      "cpu_power", "energy_kind", "energy_source", "grid",
    ]

    private let trained: Double?
    private let lap: EnergyGauge.Lap?
    private let meter: any EnergyMeter
    private let grid: CarbonIntensity

    /// - Parameters:
    ///   - lap: of the epoch alone; nil where nothing was watched.
    ///   - trained: estimated joules of the network's whole training, to here; nil where they are
    ///     not known.
    init(
      _ lap: EnergyGauge.Lap?, _ meter: any EnergyMeter, _ grid: CarbonIntensity, _ trained: Double?
    ) {
      self.lap = lap
      self.meter = meter
      self.grid = grid
      self.trained = trained
    }

    var fields: [String] {
      let span = lap?.energy
      let known = span.flatMap { $0.isResolved ? $0 : nil }
      func kilowattHours(_ energy: Joules?) -> String {
        energy.map { "\($0.value / CarbonIntensity.kilowattHour.value)" } ?? ""
      }
      return [
        trained.map { "\($0)" } ?? "", lap.map { "\($0.seconds.value)" } ?? "",
        known.map { "\(grid.grams(of: $0.joules).value / 1000)" } ?? "",
        kilowattHours(known?.joules), kilowattHours(known?.processor),
        kilowattHours(known?.memory), known.map { "\(($0.processor / $0.seconds).value)" } ?? "",
        span == nil ? "" : meter.kind.rawValue, span == nil ? "" : meter.source, grid.name,
      ]
    }
  }

  /// What tells a log among those of other trainings.
  struct Origin {
    static let columns = ["seed", "data", "method", "target", "arithmetic"]

    let seed: UInt64
    let data: String
    let method: (any PruningMethod)?

    /// The target is a share, 0…1; empty without one, and the method without any.
    var fields: [String] {
      [
        "\(seed)", data, method?.name ?? "", method?.request.target.map { "\($0)" } ?? "",
        Provenance.arithmetic,
      ]
    }
  }

  /// Refuses a file that holds something else, and a place where none can be written.
  static func check(_ path: String, _ task: any Task) throws(FileError) {
    let target = try AtomicFile.target(of: path)
    if access(target, F_OK) == 0 {
      _ = try LogFile(target, columns(task), old: oldColumns(task).count)
    } else {
      // Whether one can be made is known when one was.
      _ = try TemporaryFile(for: target, mode: 0o600)
    }
  }

  /// Adds a row; the header too where the file is new or empty.
  ///
  /// - Returns: what the file's end needed before, if anything.
  static func append(
    _ epoch: EpochReport, _ task: any Task, of network: String, to path: String, _ cost: Cost,
    _ origin: Origin
  ) throws(FileError) -> String? {
    do {
      let file = try LogFile(
        AtomicFile.target(of: path), columns(task), old: oldColumns(task).count)
      let fields =
        fields(epoch, task, of: network) + cost.fields + looks(epoch, task) + origin.fields
      try file.append(CSVLine.text(Array(fields.prefix(file.columns.count))))
      return file.mended
    } catch {
      throw FileError(
        .write, path, "\(error.reason); epoch \(epoch.epoch) ran and is kept, its row is missing",
        hint: "‘log off’ goes on without, ‘log FILE.csv’ elsewhere")
    }
  }

  /// What an epoch left, under the columns up to the network's name.
  static func fields(_ epoch: EpochReport, _ task: any Task, of network: String) -> [String] {
    let scores = task.scores.map { score in epoch.scores[score.name].map { "\($0)" } ?? "" }
    let account = figures.map { key in epoch.account?[key].map { "\($0)" } ?? "" }
    return [
      "\(epoch.epoch)", "\(epoch.batches)", "\(epoch.loss)",
    ] + scores + ["\(epoch.penalty)", "\(epoch.rate)"] + account + [network]
  }

  /// The fields of `looks`; empty where nobody looked.
  static func looks(_ epoch: EpochReport, _ task: any Task) -> [String] {
    [Dataset.Part.test, .validation].flatMap { part in
      task.scores.map { score in epoch[part][score.name].map { "\($0)" } ?? "" }
    }
  }
}
