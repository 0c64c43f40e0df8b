import Tensors

/// `data fashion-mnist`: 60000 training and 10000 test images of clothing, 1x28x28, 10 classes.
///
/// Debian's package `dataset-fashion-mnist` installs four gzip IDX files, which are read in place.
public enum FashionMNIST: DatasetSource {
  public static let name = "fashion-mnist"
  public static let summary = "70000 images of clothing, 1x28x28, 10 classes (Debian's files)"
  public static let citation =
    "Xiao, Rasul and Vollgraf, Fashion-MNIST, 2017; Debian package dataset-fashion-mnist"
  public static let options: Set<DatasetOption> = [.dir]

  private static let hint = "apt-get install dataset-fashion-mnist"
  private static let classNames = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
  ]

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let folder = try DataFolder(
      subfolders: ["fashion-mnist", "FashionMNIST/raw"], markers: IDXFolder.markers,
      acceptsRoot: false, installed: "/usr/share/datasets/fashion-mnist", hint: hint
    ).find(request)
    do {
      let parts = try IDXFolder(folder: folder, classes: 10).load(stop)
      return DatasetParts(
        classNames: classNames, training: parts.training, test: parts.test, location: folder)
    } catch {
      throw error.hinting("get the files anew: \(hint)")
    }
  }
}
