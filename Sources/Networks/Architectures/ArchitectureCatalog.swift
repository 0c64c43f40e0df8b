/// Every architecture, sorted by name.
public enum ArchitectureCatalog {
  /// Sorted by name, families by depth.
  public static let all: [any Architecture.Type] = [
    ConvNet.self,
    LeNet5.self,
    LeNetCaffe.self,
    MLP.self,
    MobileNetV2.self,
    ResNet18.self,
    ResNet20.self,
    ResNet32.self,
    ResNet44.self,
    ResNet56.self,
    ResNet110.self,
    VGG16.self,
    VGG19.self,
  ]

  /// The architecture that is typed so, if there is one.
  public static func find(_ name: String) -> (any Architecture.Type)? {
    all.first { $0.name == name }
  }
}
