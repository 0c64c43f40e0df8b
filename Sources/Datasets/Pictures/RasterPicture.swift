/// A decoded picture: red, green and blue of each pixel, row by row, 0…255.
struct RasterPicture: Sendable, Hashable {
  let width: Int
  let height: Int
  /// 3 · width · height.
  let bytes: [UInt8]

  /// Pixels that a picture may have.
  static let limit = 100_000_000
}

/// Why a file is no picture that can be read.
enum PictureProblem: Error, Hashable {
  /// With what it is instead, in words that quote nothing of it.
  case damaged(String)
  case tooLarge
  case interrupted

  /// What was found in place of a picture.
  var reason: String {
    switch self {
    case .damaged(let what): what
    case .tooLarge: "one of more than 100 megapixels"
    case .interrupted: "interrupted"
    }
  }
}
