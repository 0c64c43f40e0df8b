/// What others measured on a device, and which of it the profile's constants were fitted to.
public struct DeviceMeasurements: Sendable {
  /// The profile that the rows hold to account.
  public let device: String
  /// In the order of the source.
  public let rows: [MeasuredNetwork]
  /// Pairs of networks, the one behind being the one before with something cut away.
  public let cuts: [(before: MeasuredNetwork, after: MeasuredNetwork)]
  /// Terms of the sum that was fitted; empty where the profile is no sum.
  public let terms: [SumFit.Term]
  /// Where the figures were published.
  public let source: String

  init(
    _ device: String, _ rows: [MeasuredNetwork],
    cuts: [(before: MeasuredNetwork, after: MeasuredNetwork)] = [], terms: [SumFit.Term] = [],
    source: String
  ) {
    self.device = device
    self.rows = rows
    self.cuts = cuts
    self.terms = terms
    self.source = source
  }

  /// The tables, each read when it is first asked for: the large ones stand last.
  private static let tables: [@Sendable () -> [DeviceMeasurements]] = [
    { BoardTable.measurements }, { MicrocontrollerTable.measurements },
    { EyerissTable.measurements }, { [GPUTable.measurements] }, { [TrainingTable.measurements] },
  ]

  /// What holds a profile to account; nil where nobody measured a network on it.
  public static func of(_ device: DeviceProfile) -> DeviceMeasurements? {
    guard device.basis == .fitted, device.own == nil else { return nil }
    return tables.lazy.compactMap { $0().first { $0.device == device.name } }.first
  }

  /// A table's rows, each parted at its commas.
  static func fields(_ table: String) -> [[Substring]] {
    table.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }
}

extension Substring {
  /// A number of a table; the tables are ours, so one that is none is a fault of the program.
  var number: Double { Double(self)! }
}

extension NetworkTable {
  /// The counts of every network of the table.
  static let all: [String: ProductCounts] = Dictionary(
    uniqueKeysWithValues: DeviceMeasurements.fields(counts).map { row in
      (
        String(row[0]),
        ProductCounts(
          layers: row[1].number,
          multiplyAdds: [
            .dense: row[2].number, .pointwise: row[3].number, .depthwise: row[4].number,
            .linear: row[5].number,
          ], weights: row[6].number, activations: row[7].number)
      )
    })
}

extension BoardTable {
  static let measurements = [
    boards("raspberry-pi-4-fp32", raspberryPi4FP32),
    boards("raspberry-pi-4-int8", raspberryPi4Int8),
    boards("odroid", odroidInt8), boards("xavier-cpu", xavierCPUFP32),
  ]

  private static func boards(_ device: String, _ table: String) -> DeviceMeasurements {
    DeviceMeasurements(
      device,
      DeviceMeasurements.fields(table).map { row in
        let name = String(row[0])
        // mobilenet-v1-…, mobilenet-v2-…, efficientnet-lite…, resnet50
        let family =
          name.hasPrefix("mobilenet") ? String(name.prefix(12)) : String(name.prefix { $0 != "-" })
        return MeasuredNetwork(
          name, family: family, joules: row[1].number / 1000, seconds: row[2].number / 1000,
          counts: NetworkTable.all[name]!, isFitted: family == "mobilenet-v1")
      }, terms: SumFit.Term.ofInference,
      source: "MLPerf Inference v2.0, single stream, recomputed from the logs of mlcommons "
        + "inference_results_v2.0 (no official result)")
  }
}

extension MicrocontrollerTable {
  static let measurements = [
    board("ek-ra6m4", "EK-RA6M4", "v0.7"), board("nucleo-h7a3", "NUCLEO-H7A3ZI-Q", "v1.0"),
    board("nucleo-l4r5", "NUCLEO-L4R5ZI", "v1.0"), board("nucleo-u575", "NUCLEO-U575ZI-Q", "v1.0"),
  ]

  private static func board(
    _ device: String, _ board: String, _ round: String
  ) -> DeviceMeasurements {
    let makers: Set<Substring> = ["STMicroelectronics", "renesas"]
    return DeviceMeasurements(
      device,
      DeviceMeasurements.fields(rows).filter {
        $0[0] == board && $0[1] == round && makers.contains($0[2])
      }.map { row in
        MeasuredNetwork(
          String(row[4]), family: "tiny", joules: row[5].number / 1e6,
          seconds: row[6].number / 1000, counts: NetworkTable.all["tiny-\(row[4])"]!,
          isFitted: row[4] == "ic" || row[4] == "ad")
      }, terms: [.multiplyAdd],
      source: "MLPerf Tiny \(round), energy mode, closed division, mlcommons tiny_results (no "
        + "official result)")
  }
}

extension GPUTable {
  /// Layers with products of the networks, as torchvision has them.
  private static let layers: [Substring: Double] = ["AlexNet": 8, "VGG11": 11, "VGG16": 16]

  private static func networks(_ table: String) -> [MeasuredNetwork] {
    DeviceMeasurements.fields(table).map { row in
      MeasuredNetwork(
        String(row[0]), family: String(row[0]), batch: Int(row[1])!, joules: row[3].number / 1000,
        seconds: row[4].number / 1e6,
        counts: ProductCounts(
          layers: layers[row[0]]!, multiplyAdds: [.dense: row[2].number], weights: 0,
          activations: 0),
        isFitted: row[0] != "VGG16")
    }
  }

  static let measurements: DeviceMeasurements = {
    let whole = networks(dense)
    let cuts = networks(pruned).map { after in
      (whole.first { $0.name == after.name && $0.batch == after.batch }!, after)
    }
    return DeviceMeasurements(
      "gpu-320w", whole, cuts: cuts, terms: [.launch, .multiplyAdd],
      source: "Pachon and others, BDCC 9(8):200, 2025; DEEP-CGPS/PruneEnergyAnalyzer")
  }()
}

extension TrainingTable {
  /// 4 epochs of 40,000 images at batch 256.
  static let steps = 625

  static let measurements = DeviceMeasurements(
    "rtx-6000-training",
    DeviceMeasurements.fields(runs).map { row in
      MeasuredNetwork(
        String(row[0]), family: "\(row[1]) vertices", batch: 256, steps: steps,
        joules: row[6].number, seconds: row[7].number,
        counts: ProductCounts(
          layers: row[2].number, multiplyAdds: [.dense: row[3].number], weights: row[4].number,
          activations: row[5].number),
        isFitted: row[1] == "4")
    }, terms: [.run, .launch, .multiplyAdd, .activationByte],
    source: "Bakhtiarifard, Igel, Selvan, EC-NAS-Bench, ICASSP 2024; saintslab/EC-NAS-Bench")
}
