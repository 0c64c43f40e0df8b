import Tensors

/// The pictures of a folder, by part and class, in the order of their paths.
struct PictureTree: Sendable {
  /// A picture, or what is called like one.
  struct Leaf: Sendable {
    /// From the folder on.
    let path: String
    let label: Int32
  }

  let root: String
  let classNames: [String]
  let training: [Leaf]
  var validation: [Leaf] = []
  /// Nil where the folder has no part to test with.
  var test: [Leaf]?
  /// Files that are called neither PNG nor JPEG.
  var others = 0
  /// Of the names, sizes and times of all pictures.
  let stamp: Checksum
  var notes: [String] = []

  /// The pictures of the training, validation and test part.
  var parts: [[Leaf]] { [training, validation, test ?? []] }

  /// Pictures in all.
  var count: Int { parts.reduce(0) { $0 + $1.count } }
}
