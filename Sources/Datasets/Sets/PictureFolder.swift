import Tensors

/// `data folder dir=DIR size=64`: pictures as PNG or JPEG, a folder for each class.
///
/// The classes lie in `DIR/train`, with `test`, `val`, `valid` or `validation` beside it for the
/// other parts, or right in DIR; then the generator of (seed, stream `split`) draws a fifth of the
/// pictures as test part. Each picture becomes 3 × size × size bytes: the square in its middle,
/// averaged or interpolated.
public enum PictureFolder: DatasetSource {
  public static let name = "folder"
  public static let summary = "pictures (PNG, JPEG), a folder a class (folder dir=DIR size=64)"
  public static let citation = "a folder of the user"
  public static let options: Set<DatasetOption> = [.dir, .size, .skip]
  public static let depth = 12
  /// What `size=` may be.
  public static let sizes = 1...1024

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    try load(request, keeping: TemporaryStore(), stop)
  }

  public static func load(
    _ request: DatasetRequest, keeping store: any PictureStore, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let hint = "type ‘data folder dir=DIR’, where DIR has a folder for each class"
    guard let named = request.folder ?? request.searchFolder else {
      throw DatasetError(.missing("the name of a folder of pictures"), hint: hint)
    }
    let size = try size(of: request)
    do {
      let tree = try PictureTree(classesIn: DataFolder.expanded(named), stop: stop)
      return try PictureLoader(
        tree: tree, size: size, skips: request.skip ?? false, store: store, stop: stop
      ).parts(seed: request.seed)
    } catch {
      throw error.hinting(hint)
    }
  }

  /// Rows and columns of a record: `size=`, 64 where nothing is typed.
  static func size(of request: DatasetRequest) throws(DatasetError) -> Int {
    let size = request.size ?? 64
    let range = sizes
    guard range.contains(size) else {
      throw DatasetError(
        .option("size", expected: "\(range.lowerBound) … \(range.upperBound)", found: "\(size)"))
    }
    return size
  }
}
