import Tensors

/// `data mnist`: handwritten digits, or any other set in the same four IDX files, gzip or plain.
public enum MNIST: DatasetSource {
  public static let name = "mnist"
  public static let summary = "70000 handwritten digits, 1x28x28, 10 classes (IDX folder)"
  public static let citation =
    "LeCun, Cortes and Burges, The MNIST database of handwritten digits, 1998"
  public static let options: Set<DatasetOption> = [.dir]

  private static let hint =
    "fetch the four .gz files from https://ossci-datasets.s3.amazonaws.com/mnist/ "
    + "into a folder, then: data mnist dir=FOLDER"

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let folder = try DataFolder(
      subfolders: ["mnist", "MNIST/raw"], markers: IDXFolder.markers, hint: hint
    ).find(request)
    do {
      let parts = try IDXFolder(folder: folder, classes: 10).load(stop)
      return DatasetParts(
        classNames: (0..<10).map { "\($0)" }, training: parts.training, test: parts.test,
        location: folder)
    } catch {
      throw error.hinting(hint)
    }
  }
}
