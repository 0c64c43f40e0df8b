/// An operator of a model that reads a map, with those of its inputs that are constants.
struct ONNXOperation {
  let step: ONNXFile.Step
  /// By place; nil for maps and for what is left out.
  let constants: [ONNXTensor?]

  /// The constant at a place; nil where none is there.
  func constant(_ place: Int) -> ONNXTensor? {
    place < constants.count ? constants[place] : nil
  }

  /// The constant at a place, which the operator needs.
  func weight(_ place: Int, _ what: String) throws(LayerError) -> ONNXTensor {
    guard let tensor = constant(place), tensor.type.encoding != nil else {
      throw LayerError(
        step.input(place) == nil ? "it has no \(what)" : "its \(what) depends on the image")
    }
    return tensor
  }

  /// The name of the value at a place.
  func input(_ place: Int) throws(LayerError) -> String {
    guard let name = step.input(place) else { throw LayerError("it has no input") }
    return name
  }
}
