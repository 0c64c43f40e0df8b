import Tensors
import Testing

@testable import Datasets

@Suite struct OrderTests {
  @Test(arguments: [(0, 128), (1, 128), (37, 10), (256, 128), (1000, 1), (10, 0), (-3, 4)])
  func everyRecordStandsInOneBatch(count: Int, batch: Int) {
    for shuffled in [false, true] {
      let order = BatchOrder(count: count, batch: batch, seed: 5, epoch: 2, shuffled: shuffled)
      let records = order.flatMap { Array($0) }
      #expect(records.sorted() == Array(0..<max(0, count)))
      #expect(order.dropLast().allSatisfy { $0.count == max(1, batch) })
      #expect(order.allSatisfy { !$0.isEmpty })
    }
  }

  @Test func ordersAreFunctionsOfSeedAndEpoch() {
    let order = { (seed: UInt64, epoch: Int, batch: Int) in
      BatchOrder(count: 500, batch: batch, seed: seed, epoch: epoch, shuffled: true).order
    }
    #expect(order(1, 0, 32) == order(1, 0, 32))
    #expect(order(1, 0, 32) == order(1, 0, 128))
    #expect(order(1, 0, 32) != order(1, 1, 32))
    #expect(order(1, 0, 32) != order(2, 0, 32))
    #expect(
      BatchOrder(count: 5, batch: 2, shuffled: false).map { Array($0) } == [[0, 1], [2, 3], [4]])
  }

  @Test func placementsAreFunctionsOfSeedEpochAndRecord() throws {
    let augmentation = try Augmentation(words: ["crop", "flip"])
    #expect(augmentation == Augmentation(pad: 4, flip: true))
    let all = (0..<4000).map { augmentation.placement(record: $0, epoch: 3, seed: 9) }
    #expect(all == (0..<4000).map { augmentation.placement(record: $0, epoch: 3, seed: 9) })
    #expect(all != (0..<4000).map { augmentation.placement(record: $0, epoch: 4, seed: 9) })
    #expect(all != (0..<4000).map { augmentation.placement(record: $0, epoch: 3, seed: 8) })
    #expect(Set(all.map(\.dx)) == Set(-4...4))
    #expect(Set(all.map(\.dy)) == Set(-4...4))
    let flips = all.filter(\.flipped).count
    #expect(abs(flips - 2000) < 160)  // 5 deviations of a fair coin
    let still = all.filter { $0.dx == 0 && $0.dy == 0 }.count
    #expect(abs(still - 49) < 36)
    _ = augmentation.placement(record: .max, epoch: .max, seed: .max)
    _ = augmentation.placement(record: .min, epoch: .min, seed: 0)
  }

  @Test func noAugmentationIsIdentity() throws {
    #expect(try Augmentation(words: []).placement(record: 4, epoch: 1, seed: 2) == .identity)
    #expect(Augmentation(pad: 4, flip: true).description == "crop,flip")
    #expect(Augmentation.none.description == "none")
  }

  @Test func placementMovesPixels() throws {
    let pixels: [Float] = [1, 2, 3, 4, 5, 6]
    let examples = Examples(shape: Shape(1, 2, 3), labels: [0], pixels: .reals(pixels))
    let set = Dataset(
      name: "tiny", classNames: ["a", "b"], training: examples, test: examples, citation: "")
    let seen = { (placement: Placement) in
      set.values(of: 0, placement: placement).map {
        ($0 * Float(set.normalisation.deviation[0]) + Float(set.normalisation.mean[0])).rounded()
      }
    }
    #expect(seen(.identity) == pixels)
    #expect(seen(Placement(dx: 1)) == [2, 3, 0, 5, 6, 0])
    #expect(seen(Placement(dy: -1)) == [0, 0, 0, 1, 2, 3])
    #expect(seen(Placement(flipped: true)) == [3, 2, 1, 6, 5, 4])
    #expect(seen(Placement(dx: 1, flipped: true)) == [0, 3, 2, 0, 6, 5])
    #expect(set.values(of: 1) == [])
  }
}
