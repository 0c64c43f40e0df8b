/// Every architecture, sorted by name.
public enum ArchitectureCatalog {
  /// Sorted by name, families by depth.
  public static let all: [any Architecture] = [
    ConvNet(),
    DenseNet(depth: 40, growth: 12),
    DenseNet(depth: 100, growth: 12, isBottleneck: true),
    DSCNN(),
    EfficientNetLite0(),
    Autoencoder(),
    LeNet5(),
    LeNetCaffe(),
    MLP(),
    MobileNetV1(),
    MobileNetV2(),
    ResNet8(),
    ResNet18(),
    ResNet(blocks: 3),
    ResNet(blocks: 5),
    ResNet(blocks: 7),
    ResNet50(),
    ResNet(blocks: 9),
    ResNet(blocks: 18),
    VGG.vgg16,
    VGG.vgg19,
    WideResNet(depth: 16, widening: 4),
  ]

  /// Names with a capital letter where a number stands: all networks of a family.
  public static let forms = DenseNet.forms + [WideResNet.form]

  /// The architecture that is typed so, if there is one.
  public static func find(_ name: String) -> (any Architecture)? {
    all.first { $0.name == name } ?? WideResNet(named: name) ?? DenseNet(named: name)
  }
}
