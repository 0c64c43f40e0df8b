/// Every way of counting, ours first.
public enum ConventionCatalog {
  /// In the order in which `flops` lists them.
  public static let all: [Convention] = [
    Pollard.convention,
    DeepSpeed.convention,
    Fvcore.convention,
    Ptflops.convention,
    Thop.convention,
    Torchinfo.convention,
  ]

  /// What can be typed after `convention=`.
  public static var names: [String] { all.map(\.name) }

  /// The convention that is typed so, if there is one.
  public static func find(_ name: String) -> Convention? { all.first { $0.name == name } }
}
