import TestSupport
import Tensors
import Testing

@testable import Datasets

/// What augmentation does to images, against the obvious way to do it.
@Suite struct AugmentationTests {
  private static let shape = Shape(3, 7, 9)

  private func values(_ shape: Shape, seed: UInt64 = 1) -> [Double] {
    let random = Generator(seed: seed, stream: .trial)
    return (0..<shape.size).map { Double(random.uniform($0)) }
  }

  private func apply(_ change: ImageChange, _ values: [Double], _ shape: Shape = shape) -> [Double]
  {
    change.apply(to: values, of: shape, cover: [0.5, 0.25, 0.125])
  }

  private func nearly(_ one: [Double], _ other: [Double]) -> Bool {
    one.count == other.count && zip(one, other).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test func wordsComeBack() throws {
    let all = try Augmentation(words: [
      "mixup", "flip", "cutout", "crop", "rotate", "jitter", "resize",
    ])
    #expect(all.description == "resize,rotate,crop,flip,jitter,cutout,mixup")
    #expect(try Augmentation(words: Augmentation.words) == all)
    #expect(all.mixes && !all.isPlacement && !all.isNone)
    #expect(Augmentation(others: [.cutout]).description == "cutout")
    #expect(throws: DatasetError.self) { try Augmentation(words: ["blur"]) }
  }

  /// What was drawn before there was more to draw stays as it was.
  @Test func otherChangesMoveNoPlacement() throws {
    let old = try Augmentation(words: ["crop", "flip"])
    let new = try Augmentation(words: Augmentation.words)
    for record in 0..<200 {
      let placement = old.placement(record: record, epoch: 4, seed: 7)
      #expect(
        new.change(record: record, epoch: 4, seed: 7, shape: Self.shape).placement == placement)
    }
  }

  @Test func changesAreFunctionsOfSeedEpochAndRecord() throws {
    let all = try Augmentation(words: Augmentation.words)
    func drawn(_ epoch: Int, _ seed: UInt64) -> [ImageChange] {
      (0..<500).map { all.change(record: $0, epoch: epoch, seed: seed, shape: Self.shape) }
    }
    #expect(drawn(1, 2) == drawn(1, 2))
    #expect(zip(drawn(1, 2), drawn(2, 2)).allSatisfy { $0 != $1 })
    #expect(zip(drawn(1, 2), drawn(1, 3)).allSatisfy { $0 != $1 })
    let found = drawn(1, 2)
    #expect(Set(found).count == 500)
    for change in found {
      let window = try #require(change.window)
      #expect(window.height >= 1 && window.width >= 1)
      #expect(window.top >= 0 && window.top + window.height <= 7)
      #expect(window.left >= 0 && window.left + window.width <= 9)
      #expect(abs(try #require(change.turn)) <= 15 / 360.0)
      let tint = try #require(change.tint)
      for factor in [tint.brightness, tint.contrast, tint.saturation] {
        #expect(factor >= 0.6 && factor < 1.4)
      }
      #expect(change.hole?.side == 3)
    }
    #expect(found.contains { ($0.turn ?? 0) > 0.03 } && found.contains { ($0.turn ?? 0) < -0.03 })
    // Far ends trap nothing.
    _ = all.change(record: .max, epoch: .max, seed: .max, shape: Shape(1, 1, 1))
    _ = all.change(record: .min, epoch: .min, seed: 0, shape: Shape(3, 1, 500))
    _ = all.partner(record: .min, epoch: -1, seed: 0, count: 0)
  }

  @Test func wholeWindowsAndNoTurnLeaveImagesAsTheyAre() {
    let image = values(Self.shape)
    var change = ImageChange(placement: .identity)
    #expect(apply(change, image) == image)
    change.window = .init(top: 0, left: 0, height: 7, width: 9)
    #expect(nearly(apply(change, image), image))
    change.turn = 0
    #expect(nearly(apply(change, image), image))
  }

  @Test func quarterTurnsMoveWholePixels() {
    let square = Shape(3, 5, 5)
    let image = values(square)
    for (turn, place) in [
      (0.25, { (row: Int, column: Int) in (column, 4 - row) }),
      (-0.25, { (row: Int, column: Int) in (4 - column, row) }),
      (0.5, { (row: Int, column: Int) in (4 - row, 4 - column) }),
    ] {
      var change = ImageChange(placement: .identity)
      change.turn = turn
      let found = change.apply(to: image, of: square, cover: [0, 0, 0])
      for channel in 0..<3 {
        for row in 0..<5 {
          for column in 0..<5 {
            let (y, x) = place(row, column)
            #expect(
              abs(found[channel * 25 + row * 5 + column] - image[channel * 25 + y * 5 + x]) < 1e-9,
              "\(turn) \(row) \(column)")
          }
        }
      }
    }
  }

  /// The four pixels about each point, by their distance along both sides.
  private func sampled(_ image: [Double], _ channel: Int, _ y: Double, _ x: Double) -> Double {
    var sum = 0.0
    for row in 0..<7 {
      for column in 0..<9 {
        let high = max(0, 1 - abs(min(max(y, 0.5), 6.5) - Double(row) - 0.5))
        let wide = max(0, 1 - abs(min(max(x, 0.5), 8.5) - Double(column) - 0.5))
        sum += high * wide * image[(channel * 7 + row) * 9 + column]
      }
    }
    return sum
  }

  @Test func windowsAndTurnsAgainstTheFormula() throws {
    let image = values(Self.shape, seed: 5)
    let all = try Augmentation(words: ["resize", "rotate"])
    for record in 0..<40 {
      let change = all.change(record: record, epoch: 0, seed: 3, shape: Self.shape)
      let (window, turn) = (try #require(change.window), try #require(change.turn))
      let (cosine, sine) = (Elementary.cosTurn(turn), Elementary.cosTurn(turn - 0.25))
      let found = apply(change, image)
      for row in 0..<7 {
        for column in 0..<9 {
          let (v, u) = (Double(row) + 0.5 - 3.5, Double(column) + 0.5 - 4.5)
          let (y, x) = (3.5 + sine * u + cosine * v, 4.5 + cosine * u - sine * v)
          let isInside = y >= 0 && y < 7 && x >= 0 && x < 9
          for channel in 0..<3 {
            let expected =
              isInside
              ? sampled(
                image, channel, Double(window.top) + y * Double(window.height) / 7,
                Double(window.left) + x * Double(window.width) / 9) : 0
            #expect(abs(found[(channel * 7 + row) * 9 + column] - expected) < 1e-12)
          }
        }
      }
    }
  }

  @Test func coloursAgainstTheFormula() {
    for shape in [Self.shape, Shape(1, 4, 4)] {
      let image = values(shape, seed: 8)
      let change = ImageChange.Tint(brightness: 1.3, contrast: 0.7, saturation: 1.4)
      var found = image
      change.apply(to: &found, shape)
      func cut(_ x: Double) -> Double { min(1, max(0, x)) }
      func grey(_ pixel: [Double]) -> Double {
        pixel.count == 1 ? pixel[0] : 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
      }
      var pixels = (0..<shape.area).map { place in
        (0..<shape.channels).map { cut(1.3 * image[$0 * shape.area + place]) }
      }
      let mean = pixels.map(grey).reduce(0, +) / Double(pixels.count)
      pixels = pixels.map { $0.map { cut(mean + 0.7 * ($0 - mean)) } }
      if shape.channels > 1 {
        pixels = pixels.map { pixel in pixel.map { cut(grey(pixel) + 1.4 * ($0 - grey(pixel))) } }
      }
      for place in 0..<shape.area {
        for channel in 0..<shape.channels {
          #expect(abs(found[channel * shape.area + place] - pixels[place][channel]) < 1e-12)
        }
      }
    }
  }

  @Test func holesCoverASquareAndNothingElse() throws {
    let image = values(Self.shape)
    let all = try Augmentation(words: ["cutout"])
    var areas: Set<Int> = []
    for record in 0..<300 {
      let change = all.change(record: record, epoch: 0, seed: 3, shape: Self.shape)
      let hole = try #require(change.hole)
      let found = apply(change, image)
      var area = 0
      for row in 0..<7 {
        for column in 0..<9 {
          let isCovered =
            row >= hole.top && row < hole.top + 3 && column >= hole.left && column < hole.left + 3
          area += isCovered ? 1 : 0
          for channel in 0..<3 {
            let place = (channel * 7 + row) * 9 + column
            #expect(found[place] == (isCovered ? [0.5, 0.25, 0.125][channel] : image[place]))
          }
        }
      }
      areas.insert(area)
    }
    // Cut at a corner, at a side, whole.
    #expect(areas == [4, 6, 9])
  }

  private func dataset(_ words: [String]) throws -> Dataset {
    let examples = Examples(
      shape: Self.shape, labels: (0..<12).map { $0 % 3 },
      pixels: .bytes(Fixture.bytes(12 * Self.shape.size)))
    return Dataset(
      name: "x", classNames: ["a", "b", "c"], training: examples, test: examples,
      augmentation: try Augmentation(words: words), citation: "")
  }

  /// Placements give what they always gave, in either way.
  @Test func placementsAgreeWithTheOtherWay() throws {
    let set = try dataset(["crop", "flip"])
    for record in 0..<12 {
      let placement = set.augmentation.placement(record: record, epoch: 5, seed: 6)
      #expect(
        set.augmentedValues(of: record, in: set.training, epoch: 5, seed: 6)
          == set.values(of: record, placement: placement))
    }
  }

  @Test func holesAreZeroBehindNormalisation() throws {
    let set = try dataset(["cutout"])
    for record in 0..<12 {
      let found = set.augmentedValues(of: record, in: set.training, epoch: 1, seed: 6)
      let hole = try #require(
        set.augmentation.change(record: record, epoch: 1, seed: 6, shape: Self.shape).hole)
      let (row, column) = (min(6, max(0, hole.top + 1)), min(8, max(0, hole.left + 1)))
      for channel in 0..<3 { #expect(found[(channel * 7 + row) * 9 + column] == 0) }
    }
  }

  @Test func mixingIsASumOfTwo() throws {
    let (mixed, plain) = (try dataset(["flip", "mixup"]), try dataset(["flip"]))
    var partners: Set<Int> = []
    for record in 0..<12 {
      let partner = mixed.augmentation.partner(record: record, epoch: 2, seed: 6, count: 12)
      #expect((0..<12).contains(partner.record) && (0..<1).contains(partner.share))
      partners.insert(partner.record)
      let found = mixed.augmentedValues(of: record, in: mixed.training, epoch: 2, seed: 6)
      let own = plain.augmentedValues(of: record, in: plain.training, epoch: 2, seed: 6)
      let other = plain.augmentedValues(of: partner.record, in: plain.training, epoch: 2, seed: 6)
      for index in found.indices {
        let expected = partner.share * own[index] + (1 - partner.share) * other[index]
        #expect(abs(found[index] - expected) < 1e-5)
      }
    }
    #expect(partners.count > 4)
    // Shares are spread evenly over 0…1.
    let shares = (0..<4000).map {
      mixed.augmentation.partner(record: $0, epoch: 0, seed: 1, count: 12).share
    }
    #expect(abs(shares.reduce(0, +) / 4000 - 0.5) < 0.03)
    #expect(abs(shares.filter { $0 < 0.1 }.count - 400) < 100)
  }

  @Test func coloursNeedBytes() throws {
    var zip = NumpyFixture()
    zip.add("x", NumpyFixture.array("<f4", [4, 2, 2], Fixture.bytes(64).map { $0 & 0x3F }))
    zip.add("y", NumpyFixture.array("|u1", [4], [0, 1, 0, 1]))
    let folder = Scratch()
    let file = try folder.file("a.npz", zip.file())
    func load(_ words: [String]) throws -> Dataset {
      try Dataset.load(DatasetRequest("npz", file: file, augmentation: words))
    }
    let error = failure { _ = try load(["flip", "jitter"]) }
    #expect(error?.message.contains("without jitter for images of real numbers") == true)
    let set = try load(["resize", "rotate", "flip", "cutout", "mixup"])
    #expect(set.augmentedValues(of: 0, in: set.training, epoch: 0, seed: 1).count == 4)
    #expect(
      failure { _ = try Dataset.load(DatasetRequest("moons", augmentation: ["mixup"])) } != nil)
  }
}
