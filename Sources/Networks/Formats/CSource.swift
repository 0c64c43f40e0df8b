import Costs
import Tensors

/// A network as one file of C99: weights inside, static memory alone, no library but the
/// language's own.
///
/// `int pollard_infer(const float *in, float *out)` computes one image, channel by channel, row by
/// row, and returns 0. Batch norm is folded into the convolution or linear layer in front of it;
/// sums and rectifiers behind are computed in its loop. Values between layers share one array,
/// planned by when each is needed (`ArenaPlan`). Source: ISO/IEC 9899:1999.
public struct CSource {
  /// What every file of ours begins with.
  public static let opening = Array("/* A neural network in C99, written by pollard ".utf8)

  /// Bytes of the numbers that the program holds: weights, biases and lists of channels.
  public let weightBytes: Int
  /// Bytes of the array that holds what layers put out, at its fullest.
  public let activationBytes: Int
  private let program: CProgram
  private let header: String

  /// - Parameters:
  ///   - network: without gates, with one layer at least, nothing in it unread.
  ///   - version: of the program that writes it.
  ///   - notes: paragraphs for people: what the network wants to see, what its outputs are.
  /// - Throws: `LayerError` where a layer has no form in C, `Interruption` where `stop` was raised.
  public init(
    _ network: Network, name: String, version: String, notes: [String], stop: StopFlag? = nil
  ) throws {
    program = try CProgram(network, stop: stop)
    weightBytes = 4 * program.constants.reduce(0) { $0 + $1.values.count }
    activationBytes = 4 * program.arenaSize
    let graph = network.graph
    let work = graph.work.total
    header = CText.comment(
      [
        "A neural network in C99, written by pollard \(version).", "",
        "\(name): \(graph.input) to \(graph.output), \(Int(work.multiplyAdds)) multiply-adds, "
          + "\(weightBytes) bytes of weights, \(activationBytes) bytes for what layers put out.",
        "", "int pollard_infer(const float *in, float *out);", "",
        "in: \(graph.input.layout("in")).", "out: \(graph.output.layout("out")).",
        "The two must not overlap. It returns 0, asks for no memory, and is not for several "
          + "threads at a time: -Dpollard_infer=NAME gives it another name.",
      ] + notes.flatMap { ["", $0] })
  }

  /// Gives the file piece by piece.
  public func write(_ put: ([UInt8]) throws -> Void) throws {
    var text = header + "\n\n#include <math.h>\n#include <stdint.h>\n#include <string.h>\n\n"
    text += "int pollard_infer(const float *in, float *out);\n"
    try put(Array(text.utf8))
    for constant in program.constants { try constant.write(put) }
    text = ""
    if program.arenaSize > 0 {
      text += "\n/* What layers put out. */\nstatic float arena[\(program.arenaSize)];\n"
    }
    for function in program.functions { text += "\n\(function.source)\n" }
    text += "\nint pollard_infer(const float *in, float *out) {\n"
    for step in program.steps {
      if !step.note.isEmpty { text += "  \(CText.note(step.note))\n" }
      text += Self.wrapped(step.text)
    }
    text += "  return 0;\n}\n"
    try put(Array(text.utf8))
  }

  /// A statement in lines of the usual width.
  private static func wrapped(_ statement: String) -> String {
    var lines: [String] = []
    var line = " "
    for word in statement.split(separator: " ") {
      if line.utf8.count + 1 + word.utf8.count > CText.width {
        lines.append(line)
        line = "     "
      }
      line += " " + word
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}

extension Shape {
  /// How its numbers stand in an array, in words and in C.
  fileprivate func layout(_ array: String) -> String {
    isVector
      ? "\(size) \(size == 1 ? "number" : "numbers")"
      : "\(channels) channels of \(height) rows of \(width) numbers, "
        + "\(array)[(channel * \(height) + row) * \(width) + column]"
  }
}

extension CProgram.Constant.Values {
  var count: Int {
    switch self {
    case .numbers(let values): values.count
    case .integers(let values): values.count
    }
  }
}

extension CProgram.Constant {
  /// Gives the array, its numbers in lines, piece by piece.
  fileprivate func write(_ put: ([UInt8]) throws -> Void) throws {
    var bytes: [UInt8] = []
    var line = 0
    func isFull() -> Bool { bytes.count > 1 << 16 }
    func append(_ number: (inout [UInt8]) -> Void) throws {
      let start = bytes.count
      number(&bytes)
      let length = bytes.count - start
      if line == 0 || line + length + 2 > CText.width {
        bytes.insert(contentsOf: Array(line == 0 ? "  ".utf8 : "\n  ".utf8), at: start)
        line = 2
      } else {
        bytes.insert(UInt8(ascii: " "), at: start)
        line += 1
      }
      bytes.append(UInt8(ascii: ","))
      line += length + 1
      if isFull() {
        try put(bytes)
        bytes = []
      }
    }
    let type = if case .numbers = values { "float" } else { "int32_t" }
    try put(Array("\nstatic const \(type) \(name)[\(values.count)] = {\n".utf8))
    switch values {
    case .numbers(let values):
      for value in values { try append { CNumber.append(value, to: &$0) } }
    case .integers(let values):
      for value in values { try append { $0 += Array("\(value)".utf8) } }
    }
    try put(bytes + Array("\n};\n".utf8))
  }
}
