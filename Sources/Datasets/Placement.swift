import Tensors

/// Where one image is read from in one epoch: out(row, column) = in(row + dy, column + dx), with
/// the columns of `out` mirrored first if `flipped`. What lies outside the image reads as 0 before
/// normalisation (black), as in the usual "pad 4, crop".
public struct Placement: Sendable, Hashable {
  /// Columns to the right, -pad … pad.
  public let dx: Int
  /// Rows down, -pad … pad.
  public let dy: Int
  /// Left and right are exchanged.
  public let flipped: Bool

  /// Reads `dx` columns to the right and `dy` rows down, mirrored if `flipped`.
  public init(dx: Int = 0, dy: Int = 0, flipped: Bool = false) {
    self.dx = dx
    self.dy = dy
    self.flipped = flipped
  }

  /// The image as it is.
  public static let identity = Placement()

  /// The row and column of the image that land on (`row`, `column`); nil where the padding is.
  public func origin(row: Int, column: Int, of shape: Shape) -> (row: Int, column: Int)? {
    let fromRow = row + dy
    let fromColumn = (flipped ? shape.width - 1 - column : column) + dx
    guard (0..<shape.height).contains(fromRow), (0..<shape.width).contains(fromColumn) else {
      return nil
    }
    return (fromRow, fromColumn)
  }
}
