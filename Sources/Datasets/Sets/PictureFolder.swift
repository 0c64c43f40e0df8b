import Tensors

/// `data folder dir=DIR size=64`: pictures as PNG or JPEG, a folder for each class.
///
/// The classes lie in `DIR/train`, with `test`, `val`, `valid` or `validation` beside it for the
/// other parts, or right in DIR; then the generator of (seed, stream `split`) draws a fifth of the
/// pictures as test part. Each picture becomes 3 × size × size bytes: the square in its middle,
/// averaged or interpolated.
public enum PictureFolder: PictureSource {
  public static let name = "folder"
  public static let summary = "pictures (PNG, JPEG), a folder a class (folder dir=DIR size=64)"
  public static let citation = "a folder of the user"
  public static let options: Set<DatasetOption> = [.dir, .size, .skip]
  public static let depth = 12
  /// What `size=` may be.
  public static let sizes = PictureScale.sizes

  static let hint = "type ‘data folder dir=DIR’, where DIR has a folder for each class"

  static func folder(_ request: DatasetRequest) throws(DatasetError) -> String {
    guard let named = request.folder ?? request.searchFolder else {
      throw DatasetError(.missing("the name of a folder of pictures"), hint: hint)
    }
    return DataFolder.expanded(named)
  }

  static func tree(in folder: String, _ stop: StopFlag?) throws(DatasetError) -> PictureTree {
    try PictureTree(classesIn: folder, stop: stop)
  }
}
