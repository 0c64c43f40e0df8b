import Tensors

extension PictureTree {
  /// A class a folder: in `train` and the folders beside it (`test`, `val`, `valid`, `validation`),
  /// or right in `root`, where there is one part.
  init(classesIn root: String, stop: StopFlag?) throws(DatasetError) {
    var walk = PictureWalk(root: root, stop: stop)
    let top = try walk.listing("")
    let train = top.folder("train", "training")
    let names = try walk.classes(train?.name ?? "")
    guard names.count >= 2 else {
      throw DatasetError(
        .disagreement(
          expected: "a folder for each class, at least two", found: "\(names.count) folders"),
        file: DataFolder.join(root, train?.name ?? ""),
        hint: "DIR/CLASS/*.png, or DIR/train/CLASS/*.jpg and DIR/test/CLASS/*.jpg")
    }
    let labels = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let training = try Self.part(train?.name ?? "", labels, &walk, needsAll: true)
    let held = train == nil ? nil : top.folder("val", "valid", "validation")
    let tested = train == nil ? nil : top.folder("test")
    var notes: [String] = []
    var validation: [Leaf] = []
    var test: [Leaf]?
    if let tested {
      test = try Self.part(tested.name, labels, &walk, needsAll: false)
      if let held { validation = try Self.part(held.name, labels, &walk, needsAll: false) }
    } else if let held {
      test = try Self.part(held.name, labels, &walk, needsAll: false)
      notes.append("there is no test folder: the validation folder is the test part")
    }
    self.init(
      root: root, classNames: names, training: training, validation: validation, test: test,
      others: walk.others, stamp: walk.stamp, notes: notes)
  }

  /// Classes of Tiny ImageNet: training pictures in `train/CLASS/images`, those to test with in
  /// `val/images`, whose classes `val_annotations.txt` says: name, tab, class and more.
  init(tinyImageNetIn root: String, stop: StopFlag?) throws(DatasetError) {
    var walk = PictureWalk(root: root, stop: stop)
    let names = try walk.classes("train")
    let labels = Dictionary(
      uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    guard names.count >= 2 else {
      throw DatasetError(
        .disagreement(expected: "a folder for each class", found: "\(names.count) folders"),
        file: DataFolder.join(root, "train"))
    }
    let training = try Self.part("train", labels, &walk, needsAll: true)
    let lines = ["val/val_annotations.txt", "val_annotations.txt"].map { DataFolder.join(root, $0) }
    let file = lines.first(where: DataFolder.exists) ?? lines[0]
    let classes = try Self.annotations(file, labels, stop)
    var test: [Leaf] = []
    for item in try walk.listing("val/images").items where PictureWalk.isPicture(item.name) {
      guard let label = classes[item.name] else {
        throw DatasetError(
          .disagreement(expected: "the class of each picture in val/images", found: "one without"),
          file: file)
      }
      test.append(try walk.leaf("val/images/\(item.name)", item, label))
    }
    guard !test.isEmpty else {
      throw DatasetError(.empty("pictures"), file: DataFolder.join(root, "val/images"))
    }
    self.init(
      root: root, classNames: names, training: training, test: test, stamp: walk.stamp,
      notes: ["the pictures of ‘val’ are the test part: those of ‘test’ have no labels"])
  }

  /// Bytes that a list of classes may have.
  private static let listLimit = 1 << 26

  private static func annotations(
    _ path: String, _ labels: [String: Int32], _ stop: StopFlag?
  ) throws(DatasetError) -> [String: Int32] {
    let bytes = try ByteFile(path).read(atMost: listLimit + 1, stop)
    guard bytes.count <= listLimit else {
      throw DatasetError(.tooLarge(limit: "\(listLimit) bytes", found: "more"), file: path)
    }
    var classes: [String: Int32] = [:]
    for (index, line) in bytes.split(separator: 0x0A).enumerated() {
      if index % 4096 == 0 { try stop.check() }
      let cells = line.split(separator: 0x09, maxSplits: 2, omittingEmptySubsequences: false)
      guard cells.count >= 2, let label = labels[String(decoding: cells[1], as: UTF8.self)] else {
        throw DatasetError(
          .syntax(line: index + 1, column: 1, detail: "no name with a class of ‘train’"), file: path
        )
      }
      classes[String(decoding: cells[0], as: UTF8.self)] = label
    }
    return classes
  }

  private static func part(
    _ folder: String, _ labels: [String: Int32], _ walk: inout PictureWalk, needsAll: Bool
  ) throws(DatasetError) -> [Leaf] {
    var leaves: [Leaf] = []
    for item in try walk.listing(folder).folders {
      let path = folder.isEmpty ? item.name : DataFolder.join(folder, item.name)
      guard let label = labels[item.name] else {
        throw DatasetError(
          .disagreement(expected: "the classes of the training part", found: "another folder"),
          file: DataFolder.join(walk.root, path),
          hint: "‘data tiny-imagenet’ knows the layout of that set")
      }
      try walk.enter(item, path)
      let found = try walk.pictures(path, label: label)
      guard !needsAll || !found.isEmpty else {
        throw DatasetError(
          .empty("a PNG or JPEG picture in each class"), file: DataFolder.join(walk.root, path))
      }
      leaves += found
    }
    guard !leaves.isEmpty else {
      throw DatasetError(
        .empty("PNG or JPEG pictures"), file: DataFolder.join(walk.root, folder))
    }
    return leaves
  }
}
