import Tensors

/// The header of an array in numpy's format, versions 1.0 to 3.0: the magic `\x93NUMPY`, the
/// version, the length of the text, and the text: a dictionary of Python with the keys `descr`,
/// `fortran_order` and `shape`. Source: numpy.lib.format, NumPy 2.0, 2024.
struct NumpyHeader: Sendable, Hashable {
  /// What one number is in the file.
  struct Element: Sendable, Hashable {
    enum Kind: Character, Sendable {
      case bool = "b"
      case signed = "i"
      case unsigned = "u"
      case real = "f"
    }

    let kind: Kind
    let bytes: Int
    let isBigEndian: Bool

    /// Reads `<f4`, `|u1` and the like; nil for anything that is no plain number.
    init?(_ text: String) {
      let parts = Array(text)
      guard parts.count == 3, "<>|=".contains(parts[0]), let bytes = parts[2].wholeNumberValue
      else { return nil }
      guard let kind = Kind(rawValue: parts[1]) else { return nil }
      let widths: [Int] =
        switch kind {
        case .bool: [1]
        case .signed, .unsigned: [1, 2, 4, 8]
        case .real: [2, 4, 8]
        }
      guard widths.contains(bytes) else { return nil }
      self.kind = kind
      self.bytes = bytes
      isBigEndian = parts[0] == ">"
    }
  }

  let element: Element
  /// Whether the first index runs fastest.
  let isFortran: Bool
  let shape: [Int]

  /// Numbers in all.
  var count: Int { shape.reduce(1, *) }

  /// Bytes of text, dimensions, and numbers in all that a header may say.
  private static let limits = (text: 1 << 16, dimensions: 8, numbers: 1 << 40)

  /// Reads the header at the start of a member.
  ///
  /// - Parameters:
  ///   - name: of the array, for errors.
  ///   - read: gives the next bytes.
  init(
    _ name: String, path: String, read: (_ count: Int) throws(DatasetError) -> [UInt8]
  ) throws(DatasetError) {
    func wrong(_ found: String) -> DatasetError {
      DatasetError(
        .disagreement(expected: "\(name) to be an array in numpy's format", found: found),
        file: path, hint: "write it again with numpy.savez")
    }
    let head = try read(8)
    guard head.count == 8, Array(head[..<6]) == [0x93] + Array("NUMPY".utf8) else {
      throw wrong("another kind of data")
    }
    guard (1...3).contains(head[6]) else { throw wrong("another version of the format") }
    let width = head[6] == 1 ? 2 : 4
    let size = try read(width)
    guard size.count == width else { throw wrong("an end in its header") }
    let length = size.number(at: 0, bytes: width)
    guard length <= Self.limits.text else { throw wrong("a header of more than 64 KiB") }
    let text = try read(length)
    guard text.count == length else { throw wrong("an end in its header") }
    guard let values = PythonDictionary(text), let isFortran = values.flags["fortran_order"],
      let shape = values.tuples["shape"]
    else { throw wrong("a header that cannot be read") }
    guard let type = values.texts["descr"], let element = Element(type) else {
      throw DatasetError(
        .disagreement(
          expected: "\(name) to hold whole or real numbers of at most 64 bits",
          found: "another type"),
        file: path, hint: "convert it: \(name).astype(numpy.float32)")
    }
    self.element = element
    self.isFortran = isFortran
    self.shape = shape
    guard shape.count <= Self.limits.dimensions else { throw wrong("too many dimensions") }
    var count = 1
    for side in shape {
      let product = count.multipliedReportingOverflow(by: side)
      guard !product.overflow, product.partialValue <= Self.limits.numbers else {
        throw DatasetError(
          .tooLarge(limit: "\(Self.limits.numbers) numbers in \(name)", found: "more"), file: path)
      }
      count = product.partialValue
    }
  }
}

/// The few forms of a Python dictionary that headers of arrays use: keys in quotes; texts in
/// quotes, `True`, `False` or tuples of whole numbers as values.
private struct PythonDictionary {
  var texts: [String: String] = [:]
  var flags: [String: Bool] = [:]
  var tuples: [String: [Int]] = [:]

  private var rest: ArraySlice<UInt8>

  /// Nil for any other text.
  init?(_ text: [UInt8]) {
    rest = text[...]
    guard take("{") else { return nil }
    while !take("}") {
      guard let key = quoted(), take(":"), value(of: key) else { return nil }
      if !take(",") {
        guard take("}") else { return nil }
        break
      }
    }
    skipBlanks()
    guard rest.isEmpty else { return nil }
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  private mutating func take(_ word: String) -> Bool {
    skipBlanks()
    guard rest.starts(with: word.utf8) else { return false }
    rest = rest.dropFirst(word.utf8.count)
    return true
  }

  private mutating func quoted() -> String? {
    skipBlanks()
    guard let quote = rest.first, quote == 0x27 || quote == 0x22 else { return nil }
    let inside = rest.dropFirst()
    guard let end = inside.firstIndex(of: quote) else { return nil }
    rest = inside[(end + 1)...]
    return String(validating: inside[..<end], as: UTF8.self)
  }

  private mutating func number() -> Int? {
    skipBlanks()
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, let value = Int(String(decoding: digits, as: UTF8.self)) else {
      return nil
    }
    rest = rest.dropFirst(digits.count)
    // Python 2 wrote long numbers so.
    if rest.first == 0x4C { rest = rest.dropFirst() }
    return value
  }

  private mutating func value(of key: String) -> Bool {
    if let text = quoted() {
      texts[key] = text
    } else if take("True") {
      flags[key] = true
    } else if take("False") {
      flags[key] = false
    } else if take("(") {
      var numbers: [Int] = []
      while !take(")") {
        guard let number = number() else { return false }
        numbers.append(number)
        if !take(",") {
          guard take(")") else { return false }
          break
        }
      }
      tuples[key] = numbers
    } else {
      return false
    }
    return true
  }
}
