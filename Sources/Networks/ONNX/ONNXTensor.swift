import Tensors

/// Numbers of an ONNX model: a weight, or a list that says a shape.
///
/// What the file holds stays there until it is asked for.
struct ONNXTensor {
  /// Where the numbers are.
  enum Content {
    /// In the file, as `type` says, least significant byte first.
    case stored(Range<Int>)
    case integers([Int])
    case singles([Float])
    /// The same number in every place.
    case repeated(Float)
  }

  /// What a number is, by TensorProto.DataType.
  enum NumberType: Int {
    case single = 1
    case unsigned8 = 2
    case signed8 = 3
    case unsigned16 = 4
    case signed16 = 5
    case signed32 = 6
    case signed64 = 7
    case truth = 9
    case half = 10
    case double = 11
    case unsigned32 = 12
    case unsigned64 = 13
    case brain = 16

    /// As a weight; nil for whole numbers.
    var encoding: NumberEncoding? {
      switch self {
      case .single: .single
      case .half: .half
      case .double: .double
      case .brain: .brain
      default: nil
      }
    }

    /// Bytes of a number.
    var width: Int {
      switch self {
      case .unsigned8, .signed8, .truth: 1
      case .unsigned16, .signed16, .half, .brain: 2
      case .single, .signed32, .unsigned32: 4
      case .signed64, .unsigned64, .double: 8
      }
    }

    var isSigned: Bool { [.signed8, .signed16, .signed32, .signed64].contains(self) }
  }

  /// Sizes, outermost first; empty for a single number.
  var sizes: [Int]
  var type: NumberType
  var content: Content

  /// Lists that say shapes have no more numbers than this.
  static let listLimit = 1 << 16

  /// Numbers in all.
  var count: Int { sizes.reduce(1, *) }

  init(_ sizes: [Int], _ integers: [Int]) {
    (self.sizes, type, content) = (sizes, .signed64, .integers(integers))
  }

  init(_ sizes: [Int], _ singles: [Float]) {
    (self.sizes, type, content) = (sizes, .single, .singles(singles))
  }

  init(_ sizes: [Int], repeating value: Float) {
    (self.sizes, type, content) = (sizes, .single, .repeated(value))
  }

  init(_ sizes: [Int], _ type: NumberType, _ content: Content) {
    (self.sizes, self.type, self.content) = (sizes, type, content)
  }

  /// Its whole numbers, where it has such, and few enough for a list.
  func integers(_ source: ByteSource) throws -> [Int]? {
    guard type.encoding == nil, count <= Self.listLimit else { return nil }
    switch content {
    case .integers(let values): return values
    case .repeated(let value): return Array(repeating: Int(value), count: count)
    case .singles: return nil
    case .stored(let range):
      let bytes = try source.bytes(range)
      return (0..<count).map { integer(bytes, at: $0 * type.width) }
    }
  }

  private func integer(_ bytes: [UInt8], at place: Int) -> Int {
    var word: UInt64 = 0
    for index in 0..<type.width { word |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    let unused = UInt64(64 - 8 * type.width)
    return type.isSigned
      ? Int(Int64(bitPattern: word << unused) >> Int64(unused)) : Int(truncatingIfNeeded: word)
  }

  /// Its numbers as singles, where they are no whole numbers, `limit` at most.
  func singles(_ source: ByteSource, limit: Int = listLimit) throws -> [Float]? {
    guard let encoding = type.encoding, count <= limit else { return nil }
    switch content {
    case .singles(let values): return values
    case .repeated(let value): return Array(repeating: value, count: count)
    case .integers: return nil
    case .stored(let range):
      return Tensor([count], bytes: encoding.singles(try source.bytes(range))[...]).values
    }
  }

  /// Its numbers as a tensor of `dimensions`, which has as many; read piece by piece.
  ///
  /// - Precondition: they are no whole numbers.
  func tensor(_ dimensions: [Int], _ source: ByteSource) throws -> Tensor {
    switch content {
    case .singles(let values): return Tensor(dimensions, values)
    case .repeated(let value): return Tensor(dimensions, repeating: value)
    case .integers(let values): return Tensor(dimensions, values.map(Float.init))
    case .stored(let range):
      let encoding = type.encoding!
      return try Tensor(dimensions) { numbers throws(PlainFile.Problem) in
        let first = range.lowerBound + numbers.lowerBound * encoding.width
        return encoding.singles(
          try source.bytes(first..<first + numbers.count * encoding.width))
      }
    }
  }
}

extension ONNXTensor {
  /// TensorProto, under the name that stands in it.
  static func read(_ message: ProtobufReader) throws -> (name: String, tensor: ONNXTensor) {
    var reader = message
    var fields = Fields()
    while let (field, value) = try reader.next() {
      try fields.take(field, value, reader)
    }
    return (fields.name, try fields.tensor())
  }

  /// The fields of a TensorProto as they come.
  private struct Fields {
    var name = ""
    private var sizes: [Int] = []
    private var code = 0
    private var raw: Range<Int>?
    private var singles: [Float] = []
    private var integers: [Int] = []
    private var doubles: Range<Int>?
    private var isElsewhere = false

    mutating func take(
      _ field: Int, _ value: ProtobufReader.Value, _ reader: ProtobufReader
    ) throws {
      switch field {
      case 1:
        sizes += try reader.integers(value)
        guard sizes.count <= 64 else { throw ONNXFormatError("a tensor has too many dimensions") }
      case 2: code = try ProtobufReader.integer(value)
      case 4:
        // A packed list is what raw data would be.
        if case .delimited(let range) = value, singles.isEmpty, raw == nil {
          raw = range
        } else {
          singles += try reader.singles(value)
        }
      case 5, 7, 11: integers += try reader.integers(value)
      case 8: name = try reader.text(value)
      case 9: raw = try ProtobufReader.range(value)
      case 10: doubles = try ProtobufReader.range(value)
      case 13: isElsewhere = true
      case 14: isElsewhere = try ProtobufReader.integer(value) == 1
      default: break
      }
    }

    func tensor() throws -> ONNXTensor {
      let label = "the tensor ‘\(name)’"
      guard !isElsewhere else {
        throw ONNXFormatError(
          "\(label) lies in another file; torch.onnx.export(…, external_data=False) or "
            + "onnx.save(onnx.load(FILE), FILE) makes it one file")
      }
      guard let type = NumberType(rawValue: code) else {
        throw ONNXFormatError("\(label) is of a type that is not read, number \(code)")
      }
      var count = 1
      for size in sizes {
        let (product, overflow) = count.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflow, product <= 1 << 40 else {
          throw ONNXFormatError("\(label) has an impossible shape")
        }
        count = product
      }
      let content: Content
      let found: Int
      if let range = raw ?? doubles {
        (content, found) = (.stored(range), range.count / type.width)
        guard range.count % type.width == 0 else {
          throw ONNXFormatError("\(label) ends within a number")
        }
      } else if type == .half || type == .brain {
        (content, found) = (.singles(integers.map { Self.single($0, type) }), integers.count)
      } else if type.encoding != nil {
        (content, found) = (.singles(singles), singles.count)
      } else {
        (content, found) = (.integers(integers), integers.count)
      }
      guard found == count else {
        throw ONNXFormatError("\(label) has \(found) numbers where its shape has \(count)")
      }
      return ONNXTensor(sizes, type, content)
    }

    /// A number of 16 bits that stands in a list of whole numbers.
    private static func single(_ bits: Int, _ type: NumberType) -> Float {
      let word = UInt16(truncatingIfNeeded: bits)
      return type == .half
        ? Float(Float16(bitPattern: word)) : Float(bitPattern: UInt32(word) << 16)
    }
  }
}
