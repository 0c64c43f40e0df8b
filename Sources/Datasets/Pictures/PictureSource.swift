import Tensors

/// A data set of pictures in folders, which are decoded once and kept.
protocol PictureSource: DatasetSource {
  /// A way out of what the folder lacks.
  static var hint: String { get }
  /// The folder that is meant.
  static func folder(_ request: DatasetRequest) throws(DatasetError) -> String
  /// The pictures in it.
  static func tree(in folder: String, _ stop: StopFlag?) throws(DatasetError) -> PictureTree
}

extension PictureSource {
  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    try load(request, keeping: TemporaryStore(), stop)
  }

  public static func load(
    _ request: DatasetRequest, keeping store: any PictureStore, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    let folder = try folder(request)
    let size = try size(of: request)
    do {
      return try PictureLoader(
        tree: tree(in: folder, stop), size: size, skips: request.skip ?? false, store: store,
        stop: stop
      ).parts(seed: request.seed)
    } catch {
      throw error.hinting(hint)
    }
  }

  /// Rows and columns of a record: `size=`, 64 where nothing is typed.
  private static func size(of request: DatasetRequest) throws(DatasetError) -> Int {
    let size = request.size ?? 64
    guard PictureScale.sizes.contains(size) else {
      let (least, most) = (PictureScale.sizes.lowerBound, PictureScale.sizes.upperBound)
      throw DatasetError(.option("size", expected: "\(least) … \(most)", found: "\(size)"))
    }
    return size
  }
}
