/// A part of one axis, as `Slice` of ONNX takes it.
struct ONNXSlice {
  /// As written; negative from the end.
  var axis: Int
  /// Any numbers: beyond an end they mean as far as it goes, negative ones count from the end.
  var start: Int
  var end: Int
  /// Not zero; negative ones go backwards.
  var step: Int

  /// The places it takes of `count`.
  func places(of count: Int) -> [Int] {
    func bound(_ place: Int, _ limits: ClosedRange<Int>) -> Int {
      let counted = place < 0 ? max(place, -count - 1) + count : place
      return min(max(counted, limits.lowerBound), limits.upperBound)
    }
    let limits = step > 0 ? 0...count : -1...count - 1
    let stride = min(max(step, -count - 1), count + 1)
    return Array(Swift.stride(from: bound(start, limits), to: bound(end, limits), by: stride))
  }
}
