import Tensors

/// A folder with the four files of MNIST and its relatives, gzip or plain:
/// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-…`, `t10k-labels-…`.
struct IDXFolder: Sendable {
  let folder: String
  let classes: Int

  /// Any of these names shows that a folder is of this kind.
  static let markers = ["train", "t10k"].flatMap { part in
    names("\(part)-images", "idx3-ubyte") + names("\(part)-labels", "idx1-ubyte")
  }

  /// Both parts.
  func load(_ stop: StopFlag?) throws(DatasetError) -> (training: Examples, test: Examples) {
    let training = try part("train", stop)
    let test = try part("t10k", stop)
    let file = DataFolder.join(folder, "train-images-idx3-ubyte")
    guard training.count >= test.count else {
      throw DatasetError(
        .swapped(
          expected: "the training part, the larger one",
          found: "\(training.count) records there, \(test.count) in t10k"),
        file: file, hint: "the files of train and t10k seem to be exchanged")
    }
    guard training.shape == test.shape else {
      throw DatasetError(
        .disagreement(
          expected: "images of one shape",
          found: "\(training.shape) in train, \(test.shape) in t10k"),
        file: file)
    }
    return (training, test)
  }

  /// The labels first: how many images there are costs nothing to know.
  private func part(_ name: String, _ stop: StopFlag?) throws(DatasetError) -> Examples {
    let imagePath = try path("\(name)-images", "idx3-ubyte")
    let labelPath = try path("\(name)-labels", "idx1-ubyte")
    let labels = try IDXFile(labelPath, .labels, stop: stop)
    let images = try IDXFile(imagePath, .images, records: labels.dimensions[0], stop: stop)
    if let record = labels.bytes.firstIndex(where: { Int($0) >= classes }) {
      throw DatasetError(
        .labelOutOfRange(
          record: record, label: Int(labels.bytes[record]), classes: classes),
        file: labelPath)
    }
    return Examples(
      shape: Shape(1, images.dimensions[1], images.dimensions[2]),
      labels: labels.bytes.map { Int32($0) }, pixels: .bytes(images.bytes))
  }

  private func path(_ stem: String, _ kind: String) throws(DatasetError) -> String {
    let paths = Self.names(stem, kind).map { DataFolder.join(folder, $0) }
    guard let found = paths.first(where: DataFolder.exists) else {
      throw DatasetError(.missing("the file \(stem)-\(kind), plain or .gz"), file: paths[0])
    }
    return found
  }

  /// The spellings in use: plain, gzip, and the kind after a dot.
  private static func names(_ stem: String, _ kind: String) -> [String] {
    ["\(stem)-\(kind)", "\(stem)-\(kind).gz", "\(stem).\(kind)", "\(stem).\(kind).gz"]
  }
}
