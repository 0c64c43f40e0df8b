/// Rows and columns around a map.
public struct Margins: Hashable, Sendable {
  /// Rows above.
  public var top: Int
  /// Columns before.
  public var left: Int
  /// Rows below.
  public var bottom: Int
  /// Columns behind.
  public var right: Int

  /// So many on each side.
  public init(_ top: Int, _ left: Int, _ bottom: Int, _ right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// The same on all sides.
  public init(_ count: Int) { self.init(count, count, count, count) }

  /// The four, as ONNX lists them: top, left, bottom, right.
  public var list: [Int] { [top, left, bottom, right] }

  /// How many there are on each side where that is the same; nil where it is not.
  public var even: Int? { Set(list).count == 1 ? top : nil }

  /// Rows on either side and columns on either side, where opposite sides have as many; nil where
  /// they have not.
  public var opposite: (rows: Int, columns: Int)? {
    top == bottom && left == right ? (top, left) : nil
  }
}
