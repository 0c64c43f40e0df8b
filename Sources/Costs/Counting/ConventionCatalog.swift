/// Every way of counting, ours first.
public enum ConventionCatalog {
  public static let all: [Convention] = [
    Pollard.convention,
    DeepSpeed.convention,
    Fvcore.convention,
    Ptflops.convention,
    Thop.convention,
    Torchinfo.convention,
  ]

  public static var names: [String] { all.map(\.name) }

  public static func find(_ name: String) -> Convention? { all.first { $0.name == name } }
}
