import Foundation
import Tensors
import TestSupport
import Testing

@testable import Datasets

@Suite struct NumpyTests {
  private typealias Make = NumpyFixture

  private func load(
    _ bytes: [UInt8], channels: String? = nil, training: Int? = nil
  ) throws -> Dataset {
    let folder = Scratch()
    let file = try folder.file("a.npz", bytes)
    return try Dataset.load(
      DatasetRequest("npz", file: file, training: training, channels: channels))
  }

  /// A file with a training part of `shape` and a test part of one record of it.
  private func file(
    _ type: String, _ shape: [Int], fortran: Bool = false, version: UInt8 = 1, packed: Bool = false,
    large: Bool = false, _ numbers: [UInt8]
  ) -> [UInt8] {
    var zip = Make()
    let count = shape[0]
    zip.add(
      "x_train", Make.array(type, shape, fortran: fortran, version: version, numbers),
      packed: packed)
    zip.add("y_train", Make.array("<i8", [count], Make.bytes((0..<count).map { Int64($0 % 3) })))
    zip.add("x_test", Make.array(type, shape, fortran: fortran, numbers), packed: packed)
    zip.add("y_test", Make.array("|u1", [count, 1], (0..<count).map { UInt8($0 % 3) }))
    return zip.file(large: large)
  }

  /// The same numbers in each type of number, both byte orders, both ways of packing.
  @Test func everyTypeOfNumber() throws {
    let values = (0..<12).map { $0 * 9 - 20 }
    let small = (0..<12).map { $0 * 9 }
    let halves: [UInt16] =
      [0, 0x3C00, 0xC000, 0x3555, 0x7BFF, 0x0001, 0x8000, 0x0400, 0x4248]
      + [0x2E66, 0xFBFF, 0x03FF]
    let half: [Float] =
      [0, 1, -2, 0.333251953125, 65504, 0x1p-24, -0.0, 0x1p-14, 3.140625]
      + [0.0999755859375, -65504, 1023 * 0x1p-24]
    for packed in [false, true] {
      for big in [false, true] {
        let mark = big ? ">" : "<"
        let cases: [(String, [UInt8], [Float])] = [
          (
            "f4", Make.bytes(values.map { Float($0).bitPattern }, big: big),
            values.map { Float($0) }
          ),
          (
            "f8", Make.bytes(values.map { Double($0).bitPattern }, big: big),
            values.map { Float($0) }
          ),
          ("f2", Make.bytes(halves, big: big), half),
          ("i1", values.map { UInt8(bitPattern: Int8($0)) }, values.map { Float($0) }),
          ("i2", Make.bytes(values.map { Int16($0) }, big: big), values.map { Float($0) }),
          ("i4", Make.bytes(values.map { Int32($0) }, big: big), values.map { Float($0) }),
          ("i8", Make.bytes(values.map { Int64($0) }, big: big), values.map { Float($0) }),
          ("u2", Make.bytes(small.map { UInt16($0) }, big: big), small.map { Float($0) }),
          ("u4", Make.bytes(small.map { UInt32($0) }, big: big), small.map { Float($0) }),
          ("u8", Make.bytes(small.map { UInt64($0) }, big: big), small.map { Float($0) }),
        ]
        for (type, bytes, expected) in cases {
          let set = try load(file(mark + type, [6, 2], packed: packed, bytes))
          #expect(set.training.pixels == .reals(expected), "\(mark)\(type)")
          #expect(set.shape == Shape(2))
          #expect(set.training.labels == [0, 1, 2, 0, 1, 2])
        }
      }
    }
    let bytes = Fixture.bytes(24)
    let plain = try load(file("|u1", [6, 2, 2], bytes))
    #expect(plain.training.pixels == .bytes(bytes))
    #expect(plain.shape == Shape(1, 2, 2))
    let truths = try load(file("|b1", [6, 2, 2], bytes.map { $0 & 1 }))
    #expect(truths.training.pixels == .bytes(bytes.map { 255 * ($0 & 1) }))
  }

  /// Every order of the indices against the obvious walk over them.
  @Test func everyOrderOfTheIndices() throws {
    for sides in [[7], [4, 3], [2, 4, 3], [4, 5, 3], [1, 2, 9], [3, 9, 2]] {
      let shape = [6] + sides
      let count = shape.reduce(1, *)
      for channels in sides.count == 3 ? ["first", "last"] : ["first"] {
        for fortran in [false, true] {
          let numbers = (0..<count).map { UInt16($0) }
          let set = try load(
            file("<u2", shape, fortran: fortran, Make.bytes(numbers)), channels: channels)
          var expected = [Float](repeating: -1, count: count)
          for index in 0..<count {
            // The indices of the number that lies at `index`.
            var rest = index
            var indices = [Int](repeating: 0, count: shape.count)
            for side in fortran ? Array(shape.indices) : shape.indices.reversed() {
              indices[side] = rest % shape[side]
              rest /= shape[side]
            }
            var place = Array(indices.dropFirst())
            if sides.count == 3, channels == "last" { place.insert(place.removeLast(), at: 0) }
            let record = set.shape
            let at =
              sides.count == 3
              ? (place[0] * record.height + place[1]) * record.width + place[2]
              : sides.count == 2 ? place[0] * record.width + place[1] : place[0]
            expected[indices[0] * record.size + at] = Float(index)
          }
          #expect(set.training.pixels == .reals(expected), "\(sides) \(channels) \(fortran)")
        }
      }
    }
  }

  @Test func channelsAreFoundWhereTheyAreClear() throws {
    let bytes = Fixture.bytes(6 * 3 * 8 * 9)
    #expect(try load(file("|u1", [6, 3, 8, 9], bytes)).shape == Shape(3, 8, 9))
    #expect(try load(file("|u1", [6, 8, 9, 3], bytes)).shape == Shape(3, 8, 9))
    for shape in [[6, 3, 24, 3], [6, 9, 8, 3 * 1], [6, 12, 6, 3]] where shape[1] > 4 {
      #expect(try load(file("|u1", shape, bytes)).shape.channels == 3)
    }
    let both = failure { _ = try load(file("|u1", [6, 3, 24, 3], bytes)) }
    #expect(both?.code == "data-disagreement")
    #expect(both?.hint == "say which it is: channels=first or channels=last")
    #expect(
      failure { _ = try load(file("|u1", [6, 8, 3, 9], bytes)) }?.code == "data-disagreement")
    #expect(try load(file("|u1", [6, 8, 3, 9], bytes), channels: "last").shape == Shape(9, 8, 3))
  }

  @Test func versionsAndLargeSizes() throws {
    let bytes = Fixture.bytes(24)
    let plain = try load(file("|u1", [6, 2, 2], bytes))
    for version: UInt8 in [1, 2, 3] {
      for large in [false, true] {
        let other = try load(file("|u1", [6, 2, 2], version: version, large: large, bytes))
        #expect(other.checksum == plain.checksum)
      }
    }
    #expect(failure { _ = try load(file("|u1", [6, 2, 2], version: 4, bytes)) } != nil)
  }

  /// A part that is read to `train=` alone is the same up to there.
  @Test func theFirstRecords() throws {
    let bytes = Make.bytes((0..<24).map { Float($0).bitPattern })
    for fortran in [false, true] {
      let made = file("<f4", [6, 2, 2], fortran: fortran, packed: true, bytes)
      let all = try load(made)
      let few = try load(made, training: 4)
      #expect(few.training.pixels == all.training.prefix(4).pixels)
      #expect(few.training.labels == [0, 1, 2, 0])
      #expect(few.classNames == ["0", "1", "2"])
      #expect(failure { _ = try load(made, training: 7) }?.code == "data-option")
    }
  }

  @Test func otherNamesAndOnePart() throws {
    let labels = Make.array("<i4", [10], Make.bytes((0..<10).map { Int32(7 - 3 * ($0 % 2)) }))
    let values = Make.array("|u1", [10, 2, 2], Fixture.bytes(40))
    for (x, y) in [("X", "y"), ("images", "labels"), ("X_train", "Y_train"), ("data", "target")] {
      var zip = Make()
      zip.add(x, values)
      zip.add(y, labels)
      zip.add("meta", Make.array("<U3", [1], [UInt8](repeating: 0, count: 12)))
      let set = try load(zip.file())
      #expect(set.classNames == ["4", "7"])
      #expect(set.training.count == 8 && set.test.count == 2)
      #expect(
        set.notes == [
          "the file has one part: 2 of its 10 records (20 %), drawn with seed 0, are the test part",
          "arrays that are not read: 1",
        ])
    }
    var other = Make()
    other.add("a", values)
    other.add("b", labels)
    let error = failure { _ = try load(other.file()) }
    #expect(error?.code == "data-disagreement")
    #expect(error?.message.contains("2 of other names") == true)
    other.add("x_train", values)
    other.add("y_train", labels)
    other.add("y_test", labels)
    #expect(failure { _ = try load(other.file()) }?.message.contains("one of them") == true)
    other.add("Y_Test", labels)
    #expect(failure { _ = try load(other.file()) }?.code == "data-corrupt-zip")
  }

  /// What numpy itself wrote: those of the fuzzer.
  @Test func filesOfNumpy() throws {
    func seed(_ name: String, channels: String? = nil) throws -> Dataset {
      let seeds = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fuzz/Seeds/NPZ")
      return try Dataset.load(
        DatasetRequest("npz", file: seeds.appending(path: name).path, channels: channels))
    }
    let stored = try seed("stored")
    #expect(stored.training.count == 6 && stored.test.count == 2)
    #expect(stored.training.prefix(2).pixels == stored.test.pixels)
    let deflated = try seed("deflated", channels: "last")
    #expect(deflated.classNames == ["1", "3"] && deflated.shape == Shape(3, 3, 4))
    #expect(failure { _ = try seed("deflated") }?.code == "data-disagreement")
    let parts = [deflated.training, deflated.test]
    let first: [UInt8] = [158, 1, 64, 213, 120, 163, 250, 38]
    #expect(
      parts.contains { part in (0..<part.count).contains { part.starts(with: first, at: $0) } })
    #expect(try seed("fortran").shape == Shape(4, 2, 3))
    #expect(try seed("vectors").shape == Shape(3))
    #expect(try seed("large").shape == Shape(1, 5, 4))
  }
}

extension Examples {
  /// Whether the bytes of a record begin so.
  fileprivate func starts(with bytes: [UInt8], at record: Int) -> Bool {
    guard case .bytes(let found) = select([record]).pixels else { return false }
    return found.starts(with: bytes)
  }
}
