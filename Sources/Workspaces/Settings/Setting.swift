import Costs
import Language
import Tensors

/// A thing that `set KEY=VALUE` changes.
public struct Setting: Hashable, Sendable {
  /// As it is typed before the equals sign.
  public let key: String
  /// The type, the words allowed beside it, the default and what it is.
  public let parameter: Parameter

  /// Whether its value tells of the machine at hand, so that no session compares it.
  public let isOfMachine: Bool

  private init(
    _ key: String, _ type: ValueType, _ defaultText: String, _ summary: String,
    words: [String] = [], names: NameKind? = nil, isOfMachine: Bool = false
  ) {
    self.key = key
    self.isOfMachine = isOfMachine
    parameter = .option(key, type, summary, words: words, default: defaultText, names: names)
  }

  /// As it would be typed.
  public var defaultText: String { parameter.defaultText ?? "" }
  /// One line for `set`.
  public var summary: String { parameter.summary }

  /// Threads of the engine; digits do not depend on them.
  public static let threads = Setting(
    "threads", .integer(0...1024), "0", "threads at work, 0 for as many as the machine has",
    isOfMachine: true)
  /// Of the two, only fp32 is there.
  public static let precision = Setting(
    "precision", .choice(["fp32", "bf16"]), "fp32", "numbers of the products in training")
  /// How many states the undo stack keeps.
  public static let undo = Setting(
    "undo", .integer(1...1000), "20", "changes that can be taken back")
  /// The bound on earlier states in memory, in bytes.
  public static let memory = Setting(
    "memory", .size, "512MB", "what earlier states may take in memory; more goes to disk")
  /// The bound on earlier states on disk, in bytes.
  public static let disk = Setting(
    "disk", .size, "4GB",
    "what they may take on disk; more epochs are let go, and recomputed when asked for")
  /// Whether the prompt writes its session between lines.
  public static let autosave = Setting(
    "autosave", .toggle, "on",
    "the prompt keeps its session, to be restored after the program was killed")

  /// Seconds until processes that train together take a silent one for dead.
  public static let ranksTimeout = Setting(
    "ranks-timeout", .integer(1...86_400), "60",
    "seconds that processes under mpiexec wait for each other", isOfMachine: true)

  /// Whether the prompt shows what is longer than the screen in a pager.
  public static let pager = Setting(
    "pager", .toggle, "on", "answers longer than the screen go through $PAGER, else less",
    isOfMachine: true)

  /// The root of Linux's powercap tree.
  public static let powercap = Setting(
    "powercap", .path, PowercapMeter.systemFolder, "the folder of energy counters",
    isOfMachine: true)
  /// The root of Linux's hwmon tree, or one device of it.
  public static let hwmon = Setting(
    "hwmon", .path, PowerSensorMeter.hwmonFolder, "the folder of power sensors", isOfMachine: true)
  /// The root of Linux's power_supply tree.
  public static let batteries = Setting(
    "batteries", .path, PowerSensorMeter.batteryFolder, "the folder of batteries",
    isOfMachine: true)
  /// The folders that joules are measured in, the best first.
  public static let meters: [Setting] = [powercap, hwmon, batteries]
  /// W, for `TimedMeter`.
  public static let watts = Setting(
    "watts", .real, "7.5", "watts under load, for times where there is no counter",
    isOfMachine: true)
  /// W, subtracted from measured power.
  public static let idle = Setting(
    "idle", .real, "unknown", "watts at rest, taken off what is measured", words: ["unknown"],
    isOfMachine: true)
  /// The origin that measured joules are printed with.
  public static let source = Setting(
    "source", .text, "half of a 15 W laptop package", "where watts= and idle= come from",
    isOfMachine: true)
  /// Whether energy answers cite every source.
  public static let sources = Setting(
    "sources", .toggle, "off",
    "energy answers cite every source of their constants; JSON always does")
  /// A name of `GridCatalog`.
  public static let grid = Setting(
    "grid", .name, GridCatalog.standard.name,
    "the electricity that ‘carbon’ and ‘log’ count with", names: "grid")

  /// A name of `DeviceCatalog`: where joules are spent when no device is named.
  public static let device = Setting(
    "device", .choice(DeviceCatalog.names), DeviceCatalog.standard.name,
    "the device of joules and seconds where no on= is typed", names: "device")

  /// All settings, one line each.
  public static let all: [Setting] = [
    threads,
    precision,
    undo,
    memory,
    disk,
    autosave,
    ranksTimeout,
    pager,
    powercap,
    hwmon,
    batteries,
    watts,
    idle,
    source,
    grid,
    sources,
    device,
  ]

  /// Why an allowed value is not to be had.
  public func obstacle(_ text: String) -> (problem: String, hint: String)? {
    if self == .watts || self == .idle, let number = Double(text) {
      return CalibratedPower.obstacle(number, isIdle: self == .idle)
    }
    if self == .grid, GridCatalog.find(text) == nil {
      return (
        "there is no grid named ‘\(text)’",
        Suggestions.hint(for: text, among: GridCatalog.spellings, noun: "grid") ?? "‘help carbon’"
      )
    }
    if self == .device, DeviceCatalog.find(text)?.purpose == .training {
      return (
        "\(text) prices a training and no inference",
        "‘energy training on=\(text)’ asks it; ‘devices’ lists the others"
      )
    }
    guard self == .precision, text == "bf16" else { return nil }
    return Processor.hasBF16Tiles
      ? ("bf16 products are not built yet", "precision=fp32 is what there is")
      : (
        "bf16 products need a processor with AMX, which this one lacks",
        "precision=fp32 runs everywhere"
      )
  }

  /// The value in `workspace`, as typed.
  public func text(in workspace: Workspace) -> String {
    workspace.settings[key] ?? defaultText
  }

  /// The value of a setting that is a whole number.
  public func integer(in workspace: Workspace) -> Int { Int(text(in: workspace)) ?? 0 }

  /// Whether a setting that is on or off is on.
  public func isOn(in workspace: Workspace) -> Bool { text(in: workspace) == "on" }

  /// The value of a setting that is a number; nil where it is none.
  public func real(in workspace: Workspace) -> Double? { Double(text(in: workspace)) }

  /// The value of a setting that is a size, in bytes, as far as the user's own goes.
  public func bytes(in workspace: Workspace) -> Int {
    let own = parameter.size(workspace.ownLimits[key] ?? defaultText) ?? 0
    return min(asked(in: workspace), Int(min(own, 0x1p62)))
  }

  /// The same, whatever the user's own is.
  public func asked(in workspace: Workspace) -> Int {
    Int(min(parameter.size(text(in: workspace)) ?? 0, 0x1p62))
  }

  /// What holds instead of what a session asked for, because it would exceed the user's own; nil
  /// where what was asked holds.
  public func inForce(in workspace: Workspace) -> String? {
    if self == .threads {
      let count = Self.threadCount(in: workspace)
      return integer(in: workspace) > count ? "\(count)" : nil
    }
    let own = workspace.ownLimits[key] ?? defaultText
    return isLimit && bytes(in: workspace) < asked(in: workspace) ? own : nil
  }

  /// Threads at work: as many as were asked for, as far as the user's own limit goes.
  public static func threadCount(in workspace: Workspace) -> Int {
    let own = workspace.ownLimits[threads.key].flatMap { Int($0) } ?? 0
    let most = own > 0 ? own : Processor.availableThreads
    let asked = threads.integer(in: workspace)
    return asked > 0 ? min(asked, most) : most
  }

  /// Whether it bounds what a session may take of the machine, so that no session that somebody
  /// sent raises it.
  public var isLimit: Bool { [Self.memory, .disk, .threads].contains(self) }

  /// What may be typed behind the equals sign, in a sentence.
  public var expectation: String { parameter.expectation }

  /// The value that `text`, which is not allowed, nearly says.
  public func meaning(of text: String) -> String? { parameter.meaning(of: text) }

  /// Whether `text` is allowed.
  public func allows(_ text: String) -> Bool { parameter.accepts(text) }
}

extension GridCatalog {
  /// What `set grid=` chose.
  public static func chosen(in workspace: Workspace) -> CarbonIntensity {
    find(Setting.grid.text(in: workspace)) ?? standard
  }
}
