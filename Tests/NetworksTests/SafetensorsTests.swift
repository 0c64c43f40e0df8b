import Foundation
import Tensors
import Testing

@testable import Networks

/// Files of other programs: their encodings, and what they hold that are no weights.
@Suite struct SafetensorsTests {
  /// A file with one tensor of `type`.
  static func file(_ type: String, _ shape: [Int], _ numbers: [UInt8]) -> [UInt8] {
    let header = Array(
      "{\"a\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[0,\(numbers.count)]}}"
        .utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + numbers
  }

  private func bytes<Word: FixedWidthInteger>(_ words: [Word]) -> [UInt8] {
    words.flatMap { word in
      (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: word >> Word($0 * 8)) }
    }
  }

  @Test func encodings() throws {
    let values: [Float] = [0, 1, -2.5, 65504, 0.0999755859375, -.infinity]
    let half = bytes(values.map { Float16($0).bitPattern })
    #expect(
      try SafetensorsFile(bytes: Self.file("F16", [2, 3], half)).tensor("a")?.values == values)
    #expect(
      try SafetensorsFile(bytes: Self.file("F16", [2, 3], half)).tensor("a")?.dimensions == [2, 3])
    let single = bytes(values.map(\.bitPattern))
    #expect(try SafetensorsFile(bytes: Self.file("F32", [6], single)).tensor("a")?.values == values)
    let double = bytes([0.1, 1e300, -0.5].map(\.bitPattern))
    #expect(
      try SafetensorsFile(bytes: Self.file("F64", [3], double)).tensor("a")?.values == [
        0.1, .infinity, -0.5,
      ])
    let brain = bytes([UInt16(0x3F80), 0xC020, 0x7F80])
    #expect(
      try SafetensorsFile(bytes: Self.file("BF16", [3], brain)).tensor("a")?.values == [
        1, -2.5, .infinity,
      ])
  }

  @Test func wholeNumbersAreSkipped() throws {
    let file = try SafetensorsFile(bytes: Self.file("I64", [], bytes([Int64(7)])))
    #expect(try file.contents().names.isEmpty && file.entry("a")?.type == "I64")
    #expect(throws: Safetensors.FormatError.self) {
      try SafetensorsFile(bytes: Self.file("I64", [2], bytes([Int64(7)])))
    }
    #expect(throws: Safetensors.FormatError.self) {
      try SafetensorsFile(bytes: Self.file("F8_E4M3", [1], [1]))
    }
    #expect(throws: Safetensors.FormatError.self) {
      try SafetensorsFile(bytes: Self.file("F16", [2], [1, 2]))
    }
  }

  @Test func namesOfPyTorch() throws {
    let graph = try Graph(
      input: Shape(3, 6, 6), lines: ["conv 4 3x3 name=c", "batchnorm name=b", "linear 5 name=f"])
    let tensors = graph.stateTensors
    #expect(
      tensors.map(\.name) == [
        "c.weight", "c.bias", "b.weight", "b.bias", "b.running_mean", "b.running_var", "f.weight",
        "f.bias",
      ])
    #expect(tensors.map(\.dimensions) == [[4, 3, 3, 3], [4], [4], [4], [4], [4], [5, 64], [5]])
    let network = Network(graph, seed: 3)
    for tensor in tensors { #expect(network[tensor.place].dimensions == tensor.dimensions) }
    var file = Safetensors()
    for tensor in tensors { file[tensor.name] = network[tensor.place] }
    let again = try SafetensorsFile(bytes: file.bytes)
    for tensor in tensors {
      #expect(try again.tensor(tensor.name)?.values == network[tensor.place].values)
    }
  }

  /// Each number of a layer has a name of its own.
  @Test(arguments: LayerExample.all) func namesStandOnce(_ example: LayerExample) throws {
    let tensors = try example.graph().stateTensors
    #expect(Set(tensors.map(\.name)).count == tensors.count)
  }

  /// A gate module has a norm and, behind it, weights of its own.
  @Test func namesOfGates() throws {
    let graph = try Graph(input: Shape(3), lines: ["gates name=g of=2 channels=0-1 hidden=4"])
    #expect(
      graph.stateTensors.map(\.name) == [
        "g.hidden", "g.norm.weight", "g.norm.bias", "g.weight", "g.bias", "g.norm.running_mean",
        "g.norm.running_var",
      ])
    #expect(graph.stateTensors.filter(\.isVariance).count == 1)
  }

  /// As safetensors 0.8 reads it.
  @Test(arguments: ["null", " null ", "{}", "{\"format\":\"pt\"}"])
  func metadataMayBeNothing(_ text: String) throws {
    let header = Array(
      "{\"__metadata__\":\(text),\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
        .utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    let file = try SafetensorsFile(bytes: length + header + bytes([Float(2).bitPattern]))
    #expect(try file.tensor("a")?.values == [2])
    #expect(file.metadata == (text.contains("pt") ? ["format": "pt"] : [:]))
  }
}
