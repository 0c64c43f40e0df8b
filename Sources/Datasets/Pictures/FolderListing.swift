import Glibc
import Tensors

/// What lies in a folder, in the order of the names' bytes. Names that begin with a dot are left
/// out, links count as what they lead to.
struct FolderListing {
  /// A file, a folder or something else.
  struct Item {
    enum Kind { case folder, file, other }

    let name: String
    let kind: Kind
    /// In bytes.
    let size: Int
    /// When it was written, in seconds and nanoseconds.
    let time: (seconds: Int, nanoseconds: Int)
    /// Its place on the disk, which two names may share.
    let place: Place
  }

  /// A device and a number on it.
  struct Place: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  let items: [Item]

  /// Names that a folder may have.
  private static let limit = 1 << 24

  /// - Throws: `missing`, `unreadable`, `tooLarge`, `interrupted`, and where a name is no UTF-8.
  init(_ path: String, stop: StopFlag?) throws(DatasetError) {
    guard !path.utf8.contains(0), let folder = opendir(path) else {
      let isMissing = path.utf8.contains(0) || errno == ENOENT
      throw isMissing
        ? DatasetError(.missing("a folder"), file: path)
        : DatasetError(
          .unreadable(errno == ENOTDIR ? "a file, not a folder" : "a folder that does not open"),
          file: path)
    }
    defer { closedir(folder) }
    var items: [Item] = []
    while let entry = readdir(folder) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes.first == 0x2E { continue }
      guard items.count < Self.limit else {
        throw DatasetError(.tooLarge(limit: "\(Self.limit) names", found: "more"), file: path)
      }
      if items.count % 1024 == 0 { try stop.check() }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        throw DatasetError(
          .disagreement(expected: "names in UTF-8", found: "another"), file: path)
      }
      var status = stat()
      // A link that leads nowhere is something else.
      guard fstatat(dirfd(folder), name, &status, 0) == 0 else {
        items.append(
          Item(name: name, kind: .other, size: 0, time: (0, 0), place: Place(device: 0, inode: 0)))
        continue
      }
      let mode = status.st_mode & S_IFMT
      items.append(
        Item(
          name: name, kind: mode == S_IFDIR ? .folder : mode == S_IFREG ? .file : .other,
          size: Int(status.st_size), time: (status.st_mtim.tv_sec, status.st_mtim.tv_nsec),
          place: Place(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))))
    }
    self.items = items.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// The folders in it.
  var folders: [Item] { items.filter { $0.kind == .folder } }

  /// The folder called so, in large or small letters.
  func folder(_ names: String...) -> Item? {
    for name in names {
      if let found = folders.first(where: { $0.name.lowercased() == name }) { return found }
    }
    return nil
  }
}
