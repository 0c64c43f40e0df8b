/// A device: what it is, what it leaves out, and a form with its constants, each with its unit, its
/// kind and its source.
///
/// A profile describes a fixed kind of device, never the machine at hand: the same network has the
/// same estimated joules everywhere. One file a device under `Devices`, one line in
/// `DeviceCatalog`. What a name means never changes: a better model of a device is a new name.
public struct DeviceProfile: Hashable, Sendable, Codable {
  /// What the constants of a profile rest on.
  public enum Basis: String, Hashable, Sendable, Codable, CaseIterable {
    /// Constants fitted to published measurements of networks on the device.
    case fitted
    /// Constants that makers or papers state for the parts; no network was measured.
    case specified
    /// Constants that we chose, with a reason each; no network was measured.
    case assumed
  }

  /// How joules follow from work.
  public enum Form: Hashable, Sendable, Codable {
    case roofline(RooflineForm)
    case additive(AdditiveForm)
    case foldedArray(FoldedArrayForm)
    case measuredLayers(MeasuredLayersForm)
  }

  /// What a profile can price.
  public enum Purpose: String, Hashable, Sendable, Codable {
    /// Inference, and a training step as three passes like it (a stated assumption).
    case inference
    /// A training step as a whole, and nothing else.
    case training
  }

  /// What is typed: `on=horowitz-45nm`.
  public let name: String

  /// One line for the list of devices.
  public let summary: String

  /// One line: what the profile does not capture.
  public let leavesOut: String

  /// What its constants rest on.
  public let basis: Basis

  /// What ran on the device where it was measured, with its release; nil where nothing did.
  public let software: String?

  /// What it prices.
  public let purpose: Purpose

  /// Whether it is a graphics processor: what pruning saved on one is told beside its savings.
  public let isGPU: Bool

  /// The profile that takes its place, if there is a better one.
  public let supersededBy: String?

  /// Its formula and constants.
  public let form: Form

  /// Errors that were found where the profile was made; nil for those of the catalog, whose errors
  /// are computed from published measurements.
  public let own: ProfileAccuracy?

  /// A device; every figure is positive, in its unit, and has a source, or `validate` refuses it.
  public init(
    name: String, summary: String, leavesOut: String, basis: Basis, software: String? = nil,
    purpose: Purpose = .inference, isGPU: Bool = false, supersededBy: String? = nil, form: Form,
    own: ProfileAccuracy? = nil
  ) {
    self.name = name
    self.summary = summary
    self.leavesOut = leavesOut
    self.basis = basis
    self.software = software
    self.purpose = purpose
    self.isGPU = isGPU
    self.supersededBy = supersededBy
    self.form = form
    self.own = own
  }

  /// A device of a roofline, whose constants are assumed unless it is said otherwise.
  public init(
    name: String, summary: String, leavesOut: String, basis: Basis = .assumed,
    isGPU: Bool = false, supersededBy: String? = nil, multiplyAdd: SourcedFigure,
    caches: [MemoryLevel] = [],
    onChipWord: SourcedFigure, dramWord: SourcedFigure, wordBytes: SourcedFigure,
    onChipBytes: SourcedFigure, reuse: SourcedFigure, throughput: SourcedFigure,
    bandwidth: SourcedFigure, staticPower: SourcedFigure, launch: SourcedFigure
  ) {
    self.init(
      name: name, summary: summary, leavesOut: leavesOut, basis: basis, isGPU: isGPU,
      supersededBy: supersededBy,
      form: .roofline(
        RooflineForm(
          multiplyAdd: multiplyAdd, caches: caches, onChipWord: onChipWord, dramWord: dramWord,
          wordBytes: wordBytes, onChipBytes: onChipBytes, reuse: reuse, throughput: throughput,
          bandwidth: bandwidth, staticPower: staticPower, launch: launch)))
  }
}

extension DeviceProfile {
  /// The form as the energy model asks it.
  var pricing: any DeviceForm {
    switch form {
    case .roofline(let form): form
    case .additive(let form): form
    case .foldedArray(let form): form
    case .measuredLayers(let form): form
    }
  }

  /// The layers of a profile that was measured layer by layer; nil where it has another form.
  public var measuredLayers: MeasuredLayersForm? {
    guard case .measuredLayers(let form) = form else { return nil }
    return form
  }

  /// The constants of a roofline; nil where the profile has another form.
  public var roofline: RooflineForm? {
    guard case .roofline(let form) = form else { return nil }
    return form
  }

  /// The constants of a sum; nil where the profile has another form.
  public var additive: AdditiveForm? {
    guard case .additive(let form) = form else { return nil }
    return form
  }

  /// Joules of an image of a network that is known by its counts; nil where the form needs shapes.
  public func joules(of counts: ProductCounts, batch: Int = 1) -> Double? {
    additive.map { $0.charge(counts, images: Double(batch)).energy.joules.value / Double(batch) }
  }

  /// Every constant with its name, in the order of the declaration: for `devices` and its test.
  public var constants: [(name: String, figure: SourcedFigure)] {
    pricing.constants.map { ($0.name, $0.figure) }
  }

  /// joules in one line, for `explain`.
  public var formula: String { type(of: pricing).formula }

  /// Papers that the form follows.
  public var formSource: String { type(of: pricing).source }

  /// Bytes of a number.
  public var numberBytes: Double { pricing.numberBytes }

  /// The sources that are not our own assumptions, each once, in order.
  public var citations: [String] {
    var seen: [String] = []
    for (_, figure) in constants where figure.kind != .assumed && !seen.contains(figure.source) {
      seen.append(figure.source)
    }
    return seen
  }

  /// The names of the constants that are assumed, for the line under an estimate.
  public var assumedConstants: [String] {
    constants.filter { $0.figure.kind == .assumed }.map(\.name)
  }
}

/// A form is kept under its name. Those of a sum and of measured layers are: files hold no other,
/// and what stands in the catalog is kept by its name alone.
extension DeviceProfile.Form {
  private enum Keys: String, CodingKey {
    case additive
    case measuredLayers = "measured_layers"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    // The order of keys is nobody's: two forms are none.
    switch container.allKeys.count == 1 ? container.allKeys.first : nil {
    case .additive: self = .additive(try container.decode(AdditiveForm.self, forKey: .additive))
    case .measuredLayers:
      self = .measuredLayers(
        try container.decode(MeasuredLayersForm.self, forKey: .measuredLayers))
    case nil:
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "one form of a file, no other"))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .additive(let form): try container.encode(form, forKey: .additive)
    case .measuredLayers(let form): try container.encode(form, forKey: .measuredLayers)
    case .roofline, .foldedArray:
      throw EncodingError.invalidValue(
        self, .init(codingPath: encoder.codingPath, debugDescription: "a form of no file"))
    }
  }
}
