/// A small function in C that layers share, written once into a file that calls it.
///
/// It is `static`, returns nothing, is plain C99 without warnings, and its lines have at most 100
/// columns. Its name is none of the C library's.
struct CFunction: Sendable {
  /// As it is called.
  let name: String
  /// A comment with its formula, then the function, or a type that others need.
  let source: String
  /// What stands in front of it.
  var needs: [CFunction] = []
}

extension CFunction {
  /// How a window moves over a map: what `CArgument.frame` gives.
  static let frame = CFunction(
    name: "frame",
    source: """
      /* A window that moves over a map with margins around it. */
      typedef struct {
        int32_t channels, height, width; /* of the map that comes in */
        int32_t outputs, rows, columns;  /* of the one that comes out */
        int32_t window_height, window_width, row_stride, column_stride;
        int32_t row_dilation, column_dilation, top, left, bottom, right, groups;
      } frame;
      """)

  /// `y = x`.
  static let copy = CFunction(
    name: "copy",
    source: """
      static void copy(const float *x, float *y, size_t count) {
        memcpy(y, x, count * sizeof *y);
      }
      """)
}
