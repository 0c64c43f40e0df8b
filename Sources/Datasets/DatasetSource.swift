import Tensors

/// A data set that can be asked for by name. One file each in the folder Sources, one line each in
/// the catalog.
public protocol DatasetSource: Sendable {
  /// The name as typed after `data`.
  static var name: String { get }
  /// One line for lists and help.
  static var summary: String { get }
  /// Who made it, and where it comes from.
  static var citation: String { get }
  /// The options that it understands beyond those of every set.
  static var options: Set<DatasetOption> { get }
  /// Reads or makes both parts. Records beyond `train=` and `test=` may be left out, but the part
  /// is the same as without these options up to there. `stop` is looked at every few thousand
  /// records.
  static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts
  /// The same, with a place for what takes long to decode.
  static func load(
    _ request: DatasetRequest, keeping store: any PictureStore, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts
  /// How many folders one inside the other the files of a set may lie in.
  static var depth: Int { get }
}

extension DatasetSource {
  public static func load(
    _ request: DatasetRequest, keeping store: any PictureStore, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    try load(request, stop)
  }

  public static var depth: Int { 2 }
}
