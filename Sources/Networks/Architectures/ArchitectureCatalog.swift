/// Every architecture, sorted by name.
public enum ArchitectureCatalog {
  /// Sorted by name, families by depth.
  public static let all: [any Architecture] = [
    ConvNet(),
    DenseNet(depth: 40, growth: 12),
    DenseNet(depth: 100, growth: 12, isBottleneck: true),
    EfficientNetLite0(),
    LeNet5(),
    LeNetCaffe(),
    MLP(),
    MobileNetV2(),
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

  /// The numbers of a name in the places of a form's capital letters, each below 10,000; nil where
  /// it is no such name.
  static func sizes(in name: String, as form: String) -> [Int]? {
    let (words, parts) = (name.split(separator: "-"), form.split(separator: "-"))
    guard words.count == parts.count else { return nil }
    var sizes: [Int] = []
    for (word, part) in zip(words, parts) {
      guard part.first?.isUppercase == true else {
        guard word == part else { return nil }
        continue
      }
      guard word.count < 5, word.allSatisfy({ ("0"..."9").contains($0) }), let size = Int(word)
      else { return nil }
      sizes.append(size)
    }
    return sizes
  }
}
