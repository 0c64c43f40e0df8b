import Tensors

/// `data cifar10`: 50000 training and 10000 test photographs, 3x32x32, 10 classes; the binary
/// version: five training files and one test file of 10000 records each.
public enum CIFAR10: DatasetSource {
  public static let name = "cifar10"
  public static let summary = "60000 photographs, 3x32x32, 10 classes (binary version)"
  public static let citation =
    "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009"
  public static let options: Set<DatasetOption> = [.dir]

  private static let hint =
    "unpack https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz (the binary version) "
    + "in a folder and name it: dir=, --data or POLLARD_DATA"
  private static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  private static let trainingFiles = (1...5).map { "data_batch_\($0).bin" }

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    try load(request, stop, file: CIFARFile(labelBytes: 1, classes: 10, records: 10_000))
  }

  /// With another number of records a file, for tests.
  static func load(
    _ request: DatasetRequest, _ stop: StopFlag? = nil, file: CIFARFile
  ) throws(DatasetError) -> DatasetParts {
    let folder = try DataFolder(
      subfolders: ["cifar-10-batches-bin"], markers: trainingFiles + ["test_batch.bin"],
      hint: hint
    ).find(request)
    do {
      let training = try file.read(
        trainingFiles.map { DataFolder.join(folder, $0) }, limit: request.training, stop)
      let test = try file.read(
        [DataFolder.join(folder, "test_batch.bin")], limit: request.test, stop)
      return DatasetParts(
        classNames: classNames, training: training, test: test, location: folder)
    } catch {
      throw error.hinting(hint)
    }
  }
}
