import Networks
import Tensors
import Testing

@testable import Datasets
@testable import Training

/// Batches of images that are mixed in pairs, and of those in a file.
@Suite struct MixedBatchTests {
  private func dataset(_ words: [String]) throws -> Dataset {
    try Dataset.load(
      DatasetRequest("shapes", training: 60, test: 10, augmentation: words))
  }

  @Test func everyImageIsThatOfItsRecordWhateverTheBatch() throws {
    let set = try dataset(["resize", "rotate", "crop", "flip", "jitter", "cutout", "mixup"])
    let records = [5, 17, 3, 59, 0, 22, 41]
    let batch = set.batch(of: records, in: set.training, for: Classify(), augmentedIn: 3, seed: 9)
    #expect(batch.images.count == 7)
    guard case .mixed(let first, let second, let shares) = batch.targets else {
      Issue.record("two targets were expected")
      return
    }
    for (image, record) in records.enumerated() {
      let values = set.augmentedValues(of: record, in: set.training, epoch: 3, seed: 9)
      for index in values.indices { #expect(batch.images[image, index] == values[index]) }
      let partner = set.augmentation.partner(record: record, epoch: 3, seed: 9, count: 60)
      #expect(first[image] == Int(set.training.labels[record]))
      #expect(second[image] == Int(set.training.labels[partner.record]))
      #expect(shares[image] == partner.share)
      let alone = set.batch(
        of: [record], in: set.training, for: Classify(), augmentedIn: 3, seed: 9)
      for index in values.indices { #expect(alone.images[0, index] == values[index]) }
    }
    // What is evaluated is as it lies.
    let plain = set.batch(of: records, in: set.training, for: Classify())
    #expect(plain.images[0, 0] == set.values(of: 5)[0])
    #expect(plain.targets.classes == first)
  }

  /// The mean of both losses by their shares; its slope against finite differences.
  @Test func theLossOfTwoTargets() {
    let shape = Shape(4)
    let random = Generator(seed: 2, stream: .trial)
    let (first, second) = ([0, 3, 1, 2, 2], [1, 3, 0, 2, 0])
    let shares: [Float] = [0.25, 0.5, 1, 0, 0.75]
    func loss(_ moved: Int?, by step: Float, smoothing: Double) -> (Loss, Double) {
      var output = Activations(5, shape)
      for image in 0..<5 {
        for index in 0..<4 {
          output[image, index] =
            4 * random.uniform(image * 4 + index) - 2
            + (moved == image * 4 + index ? step : 0)
        }
      }
      let found = CrossEntropy(smoothing: smoothing).evaluate(
        output, .mixed(first, second, shares), gradient: true)
      let parts = [first, second].map {
        CrossEntropy(smoothing: smoothing).evaluate(output, .classes($0), gradient: false).losses
      }
      let sum = (0..<5).reduce(0.0) {
        $0 + Double(shares[$1] * parts[0][$1] + (1 - shares[$1]) * parts[1][$1])
      }
      return (found, sum / 5)
    }
    for smoothing in [0, 0.1] {
      let (found, expected) = loss(nil, by: 0, smoothing: smoothing)
      #expect(abs(found.mean - expected) < 1e-6)
      #expect(found.predictions.count == 5)
      for place in 0..<20 {
        let step: Float = 1e-2
        let high = loss(place, by: step, smoothing: smoothing).0.mean
        let low = loss(place, by: -step, smoothing: smoothing).0.mean
        let slope = Double(found.gradient![place / 4, place % 4])
        #expect(abs((high - low) / (2 * Double(step)) - slope) < 2e-4)
      }
    }
  }

  @Test func accuracyCountsTheFirst() {
    var output = Activations(2, Shape(3))
    output[0, 1] = 5
    output[1, 2] = 5
    let targets = BatchTargets.mixed([1, 0], [0, 2], [0.1, 0.1])
    let loss = CrossEntropy().evaluate(output, targets, gradient: false)
    let set = try! dataset([])
    #expect(Classify().marks(output, targets, loss, on: set) == [[1, 0]])
  }

  @Test func itTrains() throws {
    for words in [["mixup"], ["resize", "rotate", "jitter", "cutout", "mixup"]] {
      var lab = try Lab()
      lab.dataset = try dataset(words)
      var run = Run(
        Network(
          try! MLP().graph(input: Shape(1, 16, 16), classes: 4, width: 1, sizes: [8]), seed: 1))
      var none: (any TrainingMethod)?
      let before = run.network.parameters[0].value.digest()
      let outcome = lab.trainer().train(&run, &none, steps: 4)
      #expect(outcome.steps == 4)
      #expect(run.network.parameters[0].value.digest() != before)
    }
  }

  /// A batch of records in a file is that of records in memory.
  @Test func recordsInAFile() throws {
    let set = try dataset(["crop", "flip"])
    guard case .bytes(let bytes) = set.training.pixels else { return }
    let file = try TemporaryStore().keep("x", stop: nil) { put throws(DatasetError) in
      try put([9, 9, 9] + bytes)
    }
    let records = MappedRecords(file, at: 3, size: set.shape.size, count: 60)
    let part = Examples(
      shape: set.shape, labels: set.training.labels, pixels: .mapped(records.select(0..<60)))
    for epoch in [nil, 2] {
      let batches = [set.training, part].map {
        set.batch(of: [3, 50, 7], in: $0, for: Classify(), augmentedIn: epoch, seed: 4)
      }
      for image in 0..<3 {
        for index in 0..<set.shape.size {
          #expect(batches[0].images[image, index] == batches[1].images[image, index])
        }
      }
    }
  }
}
