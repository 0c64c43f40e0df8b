/// How operators of ONNX that read a map are read: a line each.
enum ONNXOperators {
  /// Adds layers for an operator, or changes what is known of a map.
  ///
  /// - Returns: what the operator makes, output by output.
  /// - Throws: `LayerError` where it has no form here.
  typealias Reader =
    @Sendable (ONNXOperation, inout ONNXTranslation) throws -> [ONNXTranslation.Known]

  /// By type.
  static let table: [String: Reader] = [
    // Products and norms
    "Conv": convolution,
    "ConvTranspose": transposedConvolution,
    "Gemm": gemm,
    "MatMul": matrixProduct,
    "BatchNormalization": batchNorm,
    "LRN": localResponseNorm,
    // Windows
    "MaxPool": maximumPool,
    "AveragePool": averagePool,
    "GlobalAveragePool": { try globalPool($0, &$1, "globalpool") },
    "GlobalMaxPool": { try globalPool($0, &$1, "globalmaxpool") },
    "ReduceMean": { try reduction($0, &$1, "globalpool") },
    "ReduceMax": { try reduction($0, &$1, "globalmaxpool") },
    "Upsample": resize,
    "Resize": resize,
    // Number by number
    "Relu": { try pointwise($0, &$1, "relu") },
    "Sigmoid": { try pointwise($0, &$1, "sigmoid") },
    "HardSwish": { try pointwise($0, &$1, "hardswish") },
    "LeakyRelu": leakyRectifier,
    "HardSigmoid": hardSigmoid,
    "Clip": clip,
    "Gelu": gelu,
    "Softmax": softmax,
    "LogSoftmax": logSoftmax,
    "Dropout": dropout,
    "Identity": { [.map(try $1.map($0))] },
    "Cast": cast,
    // Between values
    "Add": addition,
    "Sum": sum,
    "Sub": subtraction,
    "Mul": multiplication,
    "Div": division,
    "Neg": { try scaled($0, &$1, by: .init([], repeating: -1)) },
    "Concat": concatenation,
    // Shapes and places
    "Shape": { [.constant($1.folding.shape(of: try $1.map($0).sizes, $0.step))] },
    "Flatten": flatten,
    "Reshape": reshape,
    "Squeeze": squeeze,
    "Unsqueeze": unsqueeze,
    "Transpose": transposition,
    "Slice": slice,
    "Split": split,
    "Gather": gather,
    "Pad": pad,
    "DepthToSpace": { try spaceOfDepth($0, &$1) },
  ]
}
