import Tensors

/// Brings the pictures of a tree into a file of decoded records, or finds them there.
struct PictureLoader {
  let tree: PictureTree
  /// Rows and columns of a record.
  let size: Int
  /// Whether damaged pictures are left out.
  let skips: Bool
  let store: any PictureStore
  let stop: StopFlag?

  /// Damaged files that are named.
  private static let named = 5

  /// Both parts, or the three that the tree has.
  ///
  /// - Parameter seed: of the share where the tree has one part.
  func parts(seed: UInt64) throws(DatasetError) -> DatasetParts {
    let name = self.name
    var remarks: [String] = []
    var found: PictureArchive?
    if let file = store.kept(name) {
      found = try PictureArchive(file, stop: stop)
      if found == nil {
        remarks.append("the cache of decoded pictures was damaged: it is made again")
      } else if found?.header.stamp != tree.stamp.value {
        remarks.append("the pictures have changed: their cache is made again")
        found = nil
      }
    }
    let archive: PictureArchive
    if let found {
      archive = found
    } else {
      let file = try store.keep(name, stop: stop) { put throws(DatasetError) in
        try decode(put)
      }
      guard let made = try PictureArchive(file, stop: stop) else {
        throw DatasetError.unkept("what was written cannot be read again")
      }
      archive = made
      remarks.append("\(archive.header.count) pictures decoded")
    }
    var parts = try parted(archive, seed: seed)
    parts.remarks += remarks
    return parts
  }

  /// Differs where the folder, the size or the treatment of damaged pictures does.
  private var name: String {
    var sum = Checksum()
    sum.add(DataFolder.real(tree.root))
    sum.add(size)
    sum.add(skips ? 1 : 0)
    return "\(sum).pictures"
  }

  /// Puts all pictures, those of a part in a drawn order, so that the first of them are of all
  /// classes.
  private func decode(
    _ put: (_ bytes: [UInt8]) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    let scale = PictureScale(size: size)
    var writer = try PictureArchive.Writer(put)
    var header = PictureArchive.Header(
      stamp: tree.stamp.value, size: size, classNames: tree.classNames, hasTest: tree.test != nil)
    var first: (path: String, reason: String)?
    for (part, leaves) in tree.parts.enumerated() {
      for index in Generator(seed: 0, stream: .split, epoch: 2).permutation(leaves.count) {
        try stop.check()
        let leaf = leaves[index]
        let path = DataFolder.join(tree.root, leaf.path)
        let values: [UInt8]
        do throws(PictureProblem) {
          values = try PictureFile.read(path, scale, stop: stop)
        } catch {
          if error == .interrupted { throw DatasetError(.interrupted) }
          if header.damagedNames.count < Self.named {
            header.damagedNames.append("\(leaf.path): \(error.reason)")
          }
          header.damaged += 1
          first = first ?? (path, error.reason)
          continue
        }
        // A set that is refused is only looked through.
        guard first == nil || skips else { continue }
        header.labels[part].append(leaf.label)
        try writer.add(values, put)
      }
    }
    if let first, !skips {
      throw DatasetError(
        .corruptPictures(
          header.damaged, of: tree.count, first: first.reason, names: header.damagedNames),
        file: first.path, hint: "skip=on leaves them out")
    }
    try writer.end(header, put)
  }

  private func parted(
    _ archive: PictureArchive, seed: UInt64
  ) throws(DatasetError) -> DatasetParts {
    let header = archive.header
    for part in header.hasTest ? [0, 2] : [0] where header.labels[part].isEmpty {
      throw DatasetError(.empty("a whole picture in each part"), file: tree.root)
    }
    var parts: DatasetParts
    if header.hasTest {
      parts = DatasetParts(
        classNames: header.classNames, training: archive.part(0), test: archive.part(2),
        location: tree.root)
      parts.validation = header.labels[1].isEmpty ? nil : archive.part(1)
    } else {
      let all = archive.part(0)
      guard all.count >= 2 else {
        throw DatasetError(.empty("at least two whole pictures"), file: tree.root)
      }
      let share = try TestShare(
        of: all, "pictures", in: "folder", seed: seed, keepsOrder: true, stop)
      parts = DatasetParts(
        classNames: header.classNames, training: share.training, test: share.test,
        location: tree.root, notes: [share.note])
    }
    parts.notes += tree.notes
    if header.damaged > 0 {
      parts.notes.append("damaged pictures that are left out: \(header.damaged)")
      parts.remarks += header.damagedNames.map { DatasetError.Problem.printable($0, limit: 200) }
    }
    if tree.others > 0 {
      parts.notes.append(
        "files that are left out, called neither .png, .jpg nor .jpeg: \(tree.others)")
    }
    return parts
  }
}
