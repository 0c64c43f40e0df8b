/// All data sets, by name.
public enum DatasetCatalog {
  /// Every source, sorted by name.
  public static let all: [any DatasetSource.Type] = [
    CIFAR10.self,
    CIFAR100.self,
    CSVFile.self,
    FashionMNIST.self,
    MNIST.self,
    Moons.self,
    NPZFile.self,
    PictureFolder.self,
    Shapes.self,
    Spirals.self,
    TinyImageNet.self,
  ]

  /// The names, in the order of the catalog.
  public static var names: [String] { all.map { $0.name } }

  /// The source called `name`.
  ///
  /// - Throws: `unknownDataset`, with the names there are.
  public static func source(_ name: String) throws(DatasetError) -> any DatasetSource.Type {
    if let found = all.first(where: { $0.name == name }) { return found }
    throw DatasetError(.unknownDataset(name, known: names))
  }
}
