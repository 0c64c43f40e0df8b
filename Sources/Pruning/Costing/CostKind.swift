import Costs

/// What a target counts.
public enum CostKind: Hashable, Sendable {
  /// Weights of convolutions and linear layers.
  case connections
  /// Multiply-adds of one image.
  case macs
  /// Joules of one image by the energy model of a device, where `batch` images run together.
  case joules(EnergyModel, batch: Int)

  /// What is typed after `of=`.
  public static let names = ["connections", "macs", "joules"]

  /// As it is typed after `of=`.
  public var name: String {
    switch self {
    case .connections: "connections"
    case .macs: "macs"
    case .joules: "joules"
    }
  }

  /// What a share is a share of.
  public var unit: String {
    switch self {
    case .connections: "connections"
    case .macs: "multiply-adds"
    case .joules: "joules \(place)"
    }
  }

  /// Where joules are spent: `on horowitz-45nm`, and the batch where it is not 1; else nothing.
  public var place: String {
    guard case .joules(let model, let batch) = self else { return "" }
    return "on \(model.device.name)" + (batch == 1 ? "" : " at batch \(batch)")
  }

  /// The cost of one image in `layers`.
  public func total(_ layers: [LayerWork]) -> Double {
    switch self {
    case .connections: layers.total.connections
    case .macs: layers.total.multiplyAdds
    case .joules(let model, let batch): model.inference(layers, batch: batch).joules.value
    }
  }
}

/// A count is kept as its name, joules with the device's name and the batch.
extension CostKind: Codable {
  private struct Place: Codable {
    var device: String
    var batch: Int
  }

  private enum CodingKeys: CodingKey { case joules }

  public init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: CodingKeys.self) {
      let place = try keyed.decode(Place.self, forKey: .joules)
      guard let device = DeviceCatalog.find(place.device), place.batch >= 1 else {
        throw DecodingError.dataCorruptedError(
          forKey: .joules, in: keyed, debugDescription: "no such device or batch")
      }
      self = .joules(EnergyModel(device), batch: place.batch)
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
    guard case .joules(let model, let batch) = self else {
      var single = encoder.singleValueContainer()
      return try single.encode(name)
    }
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encode(Place(device: model.device.name, batch: batch), forKey: .joules)
  }
}
