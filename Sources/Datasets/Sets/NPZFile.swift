import Tensors

/// `data npz FILE`: arrays of numpy, as `numpy.savez` and `savez_compressed` write them.
///
/// Images are N×H×W, N×H×W×C or N×C×H×W, feature vectors N×F; labels are N whole numbers, whose
/// different values are the classes. Bytes count as 0…255 and are read as value / 255, other
/// numbers as they are. A file without arrays for testing is parted like a table.
public enum NPZFile: DatasetSource {
  public static let name = "npz"
  public static let summary = "arrays of numpy from a file: x_train, y_train … (npz FILE)"
  public static let citation = "a file of the user"
  public static let options: Set<DatasetOption> = [.file, .channels]

  /// The names in use: values and labels to train with, and to test with. The file's are compared
  /// without regard to case.
  private static let names: [[String]] = [
    ["x_train", "y_train", "x_test", "y_test"], ["train_x", "train_y", "test_x", "test_y"],
    ["train_images", "train_labels", "test_images", "test_labels"],
    ["images_train", "labels_train", "images_test", "labels_test"],
    ["train_data", "train_labels", "test_data", "test_labels"],
    ["x", "y"], ["images", "labels"], ["data", "labels"], ["data", "target"],
    ["features", "labels"],
  ]
  private static let hint =
    "numpy.savez(FILE, x_train=…, y_train=…, x_test=…, y_test=…), or images=…, labels=… alone"
  private static let classLimit = 10_000
  /// What a file may unpack to: bytes, or a multiple of its size where that is more.
  private static let limits = (bytes: 1 << 26, expansion: 100)

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    guard let file = request.file, !file.isEmpty else {
      throw DatasetError(.missing("the name of a .npz file"), hint: "type ‘data npz FILE’")
    }
    let archive = try ZipArchive(DataFolder.expanded(file), stop: stop)
    let members = try named(archive)
    guard let scheme = names.first(where: { $0.prefix(2).allSatisfy { members[$0] != nil } })
    else {
      throw DatasetError(
        .disagreement(
          expected: "arrays of images and labels under names that tell, such as x_train, y_train",
          found: "\(members.count) of other names"),
        file: archive.path, hint: hint)
    }
    let tests = scheme.dropFirst(2).filter { members[$0] != nil }
    guard tests.count != 1 else {
      throw DatasetError(
        .disagreement(expected: "\(scheme[2]) and \(scheme[3])", found: "one of them"),
        file: archive.path, hint: hint)
    }
    let used = Array(scheme.prefix(2 + tests.count))
    let total = used.reduce(0.0) { $0 + Double(members[$1]?.unpacked ?? 0) }
    let most = max(limits.bytes, archive.file.count * limits.expansion)
    guard total <= Double(most) else {
      throw DatasetError(
        .tooLarge(limit: "\(most) bytes of arrays", found: "more"), file: archive.path)
    }
    var parts = try self.parts(used, members, archive, request, stop)
    let rest = members.count - used.count
    if rest > 0 { parts.notes.append("arrays that are not read: \(rest)") }
    return parts
  }

  /// The members by the names of their arrays, in small letters.
  private static func named(
    _ archive: ZipArchive
  ) throws(DatasetError) -> [String: ZipArchive.Entry] {
    var members: [String: ZipArchive.Entry] = [:]
    for entry in archive.entries {
      var name = entry.name.lowercased()
      if name.hasSuffix(".npy") { name.removeLast(4) }
      guard members.updateValue(entry, forKey: name) == nil else {
        throw DatasetError(.corruptZip("two members of one name"), file: archive.path)
      }
    }
    return members
  }

  private static func parts(
    _ used: [String], _ members: [String: ZipArchive.Entry], _ archive: ZipArchive,
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let channels = try channels(request.channels)
    let hasTest = used.count == 4
    let training = try part(
      used[0], used[1], members, archive, channels, limit: hasTest ? request.training : nil, stop)
    let test =
      hasTest
      ? try part(used[2], used[3], members, archive, channels, limit: request.test, stop) : nil
    if let test, test.shape != training.shape {
      throw DatasetError(
        .disagreement(
          expected: "\(used[2]) with records of \(training.shape), as \(used[0])",
          found: "\(test.shape)"),
        file: archive.path)
    }
    guard areAlike(training.pixels, test?.pixels) else {
      throw DatasetError(
        .disagreement(
          expected: "\(used[0]) and \(used[2]) to be both bytes, or both other numbers",
          found: "one of each"),
        file: archive.path, hint: "convert one of them: \(used[2]).astype(\(used[0]).dtype)")
    }
    let values = Set(training.labels).union(test?.labels ?? []).sorted()
    guard (2...classLimit).contains(values.count) else {
      throw DatasetError(
        .disagreement(
          expected: "2 … \(classLimit) different labels in \(used[1])", found: "\(values.count)"),
        file: archive.path)
    }
    let classes = Dictionary(
      uniqueKeysWithValues: values.enumerated().map { ($1, Int32($0)) })
    let all = training.examples(classes)
    if let test {
      return DatasetParts(
        classNames: values.map { "\($0)" }, training: all, test: test.examples(classes),
        location: archive.path)
    }
    let parted = try TestShare(of: all, "records", seed: request.seed, stop)
    return DatasetParts(
      classNames: values.map { "\($0)" }, training: parted.training, test: parted.test,
      location: archive.path, notes: [parted.note])
  }

  private static func channels(
    _ typed: String?
  ) throws(DatasetError) -> NumpyLayout.Channels? {
    guard let typed else { return nil }
    guard let channels = NumpyLayout.Channels(rawValue: typed) else {
      throw DatasetError(.option("channels", expected: "first or last", found: typed))
    }
    return channels
  }

  private static func areAlike(_ one: Examples.Pixels, _ other: Examples.Pixels?) -> Bool {
    switch (one, other) {
    case (_, nil), (.bytes, .bytes), (.reals, .reals): true
    default: false
    }
  }

  /// Values and labels of one part, before the labels are numbered.
  private struct Part {
    let shape: Shape
    let pixels: Examples.Pixels
    let labels: [Int]
    /// Records whose values were read, the first ones.
    let count: Int

    func examples(_ classes: [Int: Int32]) -> Examples {
      Examples(shape: shape, labels: labels.prefix(count).map { classes[$0] ?? 0 }, pixels: pixels)
    }
  }

  /// - Parameter limit: records whose values are needed; all labels are read, as they tell which
  ///   classes there are.
  private static func part(
    _ values: String, _ labels: String, _ members: [String: ZipArchive.Entry],
    _ archive: ZipArchive, _ channels: NumpyLayout.Channels?, limit: Int?, _ stop: StopFlag?
  ) throws(DatasetError) -> Part {
    let targets = try NumpyArray(labels, members[labels]!, of: archive, stop: stop)
    let images = try NumpyArray(values, members[values]!, of: archive, stop: stop)
    let layout = try NumpyLayout(images.header, values, channels: channels, path: archive.path)
    let count = images.header.shape[0]
    let found = try targets.labels(of: count)
    let wanted = min(count, max(1, limit ?? count))
    return Part(
      shape: layout.shape, pixels: try images.pixels(of: wanted, layout), labels: found,
      count: wanted)
  }
}
