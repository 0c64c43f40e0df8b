import Tensors

/// Walks through folders of pictures, each once, and notes what it sees.
struct PictureWalk {
  let root: String
  let stop: StopFlag?
  private(set) var stamp = Checksum()
  private(set) var others = 0
  private(set) var count = 0
  private var seen: Set<FolderListing.Place> = []

  /// Pictures, classes, and folders one inside the other.
  static let limits = (pictures: 1 << 24, classes: 10_000, depth: 8)

  init(root: String, stop: StopFlag?) {
    self.root = root
    self.stop = stop
  }

  /// What lies in the folder `path`, as seen from the root.
  func listing(_ path: String) throws(DatasetError) -> FolderListing {
    try FolderListing(path.isEmpty ? root : DataFolder.join(root, path), stop: stop)
  }

  /// The class folders in `path`, by name.
  func classes(_ path: String) throws(DatasetError) -> [String] {
    let names = try listing(path).folders.map(\.name)
    guard names.count <= Self.limits.classes else {
      throw DatasetError(
        .tooLarge(limit: "\(Self.limits.classes) classes, a folder each", found: "\(names.count)"),
        file: DataFolder.join(root, path))
    }
    return names
  }

  /// The pictures in `path` and in the folders below it.
  mutating func pictures(
    _ path: String, label: Int32, depth: Int = 0
  ) throws(DatasetError) -> [PictureTree.Leaf] {
    guard depth < Self.limits.depth else {
      throw DatasetError(
        .tooLarge(limit: "\(Self.limits.depth) folders one inside the other", found: "more"),
        file: DataFolder.join(root, path))
    }
    var leaves: [PictureTree.Leaf] = []
    for item in try listing(path).items {
      let inner = DataFolder.join(path, item.name)
      switch item.kind {
      case .folder:
        try enter(item, inner)
        leaves += try pictures(inner, label: label, depth: depth + 1)
      case .file where !Self.isPicture(item.name): others += 1
      case .other where !Self.isPicture(item.name): others += 1
      case .file, .other: leaves.append(try leaf(inner, item, label))
      }
    }
    return leaves
  }

  /// Notes a folder that is entered.
  ///
  /// - Throws: where it was before, so that links lead in a circle or to one place twice.
  mutating func enter(_ item: FolderListing.Item, _ path: String) throws(DatasetError) {
    guard seen.insert(item.place).inserted else {
      throw DatasetError(
        .disagreement(expected: "each folder once", found: "a link to one that came before"),
        file: DataFolder.join(root, path), hint: "take the link away")
    }
  }

  /// Notes a picture.
  mutating func leaf(
    _ path: String, _ item: FolderListing.Item, _ label: Int32
  ) throws(DatasetError) -> PictureTree.Leaf {
    count += 1
    guard count <= Self.limits.pictures else {
      throw DatasetError(
        .tooLarge(limit: "\(Self.limits.pictures) pictures", found: "more"), file: root)
    }
    stamp.add(path)
    stamp.add(item.size)
    stamp.add(item.time.seconds)
    stamp.add(item.time.nanoseconds)
    stamp.add(Int(label))
    return PictureTree.Leaf(path: path, label: label)
  }

  /// Whether a file is called like a picture.
  static func isPicture(_ name: String) -> Bool {
    let small = name.lowercased()
    return [".png", ".jpg", ".jpeg"].contains { small.hasSuffix($0) }
  }
}
