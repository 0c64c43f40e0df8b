import Costs

/// What a target counts.
public enum CostKind: Hashable, Sendable {
  /// Weights of convolutions and linear layers.
  case connections
  /// Multiply-adds of one image.
  case macs
  /// Joules of one image by the energy model of a device, where `batch` images run together.
  case joules(EnergyModel, batch: Int)
  /// Seconds of one image by the same model.
  case seconds(EnergyModel, batch: Int)

  /// What is typed after `of=`.
  public static let names = ["connections", "macs", "joules", "seconds"]

  /// The model and the images at once of a cost that depends on a device; nil for counts.
  public var place: (model: EnergyModel, batch: Int)? {
    switch self {
    case .connections, .macs: nil
    case .joules(let model, let batch), .seconds(let model, let batch): (model, batch)
    }
  }

  /// The quantity of an estimate that counts.
  func amount(_ energy: EnergyBreakdown) -> Double {
    if case .seconds = self { energy.seconds.value } else { energy.joules.value }
  }

  /// As it is typed after `of=`.
  public var name: String {
    switch self {
    case .connections: "connections"
    case .macs: "macs"
    case .joules: "joules"
    case .seconds: "seconds"
    }
  }

  /// What a share is a share of.
  public var unit: String {
    switch self {
    case .connections: "connections"
    case .macs: "multiply-adds"
    case .joules, .seconds: "\(name) \(placeText)"
    }
  }

  /// Where joules and seconds are spent: `on horowitz-45nm`, and the batch where it is not 1; else
  /// nothing.
  public var placeText: String {
    guard let place else { return "" }
    return "on \(place.model.device.name)" + (place.batch == 1 ? "" : " at batch \(place.batch)")
  }

  /// The cost of one image in `layers`.
  public func total(_ layers: [LayerWork]) -> Double {
    switch self {
    case .connections: layers.total.connections
    case .macs: layers.total.multiplyAdds
    case .joules(let model, let batch), .seconds(let model, let batch):
      amount(model.inference(layers, batch: batch).perImage)
    }
  }
}

/// A count is kept as its name, joules and seconds with the device's name and the batch; a device
/// that is in no catalog is kept whole.
extension CostKind: Codable {
  private struct Place: Codable {
    var device: String
    var batch: Int
    var profile: DeviceProfile?
  }

  private enum CodingKeys: CodingKey { case joules, seconds }

  public init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: CodingKeys.self), let key = keyed.allKeys.first,
      keyed.allKeys.count == 1
    {
      let place = try keyed.decode(Place.self, forKey: key)
      let listed = DeviceCatalog.find(place.device)
      guard let device = listed ?? place.profile, (1...65_536).contains(place.batch),
        device.name == place.device, listed == nil || place.profile == nil,
        listed != nil || (try? device.validateForeign()) != nil
      else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: keyed, debugDescription: "no such device or batch")
      }
      let model = EnergyModel(device)
      self =
        key == .joules
        ? .joules(model, batch: place.batch) : .seconds(model, batch: place.batch)
      return
    }
    let single = try decoder.singleValueContainer()
    switch try single.decode(String.self) {
    case "connections": self = .connections
    case "macs": self = .macs
    case let name:
      throw DecodingError.dataCorruptedError(
        in: single, debugDescription: "‘\(name)’ is nothing that a target counts")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    guard let place else {
      var single = encoder.singleValueContainer()
      return try single.encode(name)
    }
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    let device = place.model.device
    let isListed = DeviceCatalog.find(device.name) == device
    try keyed.encode(
      Place(device: device.name, batch: place.batch, profile: isListed ? nil : device),
      forKey: name == "joules" ? .joules : .seconds)
  }
}
