import Language
import Networks
import Tensors

extension BoundArguments {
  /// The shape of an image that was typed, as in `input=3x32x32`; nil where none was.
  func imageShape(_ option: String) -> Shape? {
    shape(option).map { $0.count == 1 ? Shape($0[0]) : Shape($0[0], $0[1], $0[2]) }
  }
}
