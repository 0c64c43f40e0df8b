import Datasets
import Networks
import Tensors
import TensorsTestSupport
import Testing

@testable import Training

/// What holds for every objective, on batches that fill their lanes and such that do not.
@Suite struct ObjectiveCatalogTests {
  static let names = ObjectiveCatalog.all.map(\.name)
  static let shape = Shape(3, 2, 2)

  static func objective(_ name: String) throws -> any Objective {
    try #require(ObjectiveCatalog.all.first { $0.name == name })
  }

  /// Outputs and targets of the kind that the task with this objective makes.
  static func batch(
    _ name: String, _ count: Int
  ) throws -> (outputs: [Float], targets: BatchTargets) {
    let random = Generator(seed: 5, stream: .trial)
    let size = Self.shape.size
    let outputs = (0..<count * size).map { random.split(0).normal($0) * 2 }
    let others = (0..<count * size).map { random.split(1).normal($0) }
    let task = try #require(TaskCatalog.all.first { $0.objective.name == name })
    let part = Examples(
      shape: Self.shape, labels: (0..<count).map { Int32($0 * 7 % size) },
      pixels: .reals(others))
    let targets = task.targets(of: Array(0..<count), in: part) {
      Activations(count, Self.shape, images: others)
    }
    return (outputs, targets)
  }

  private static func outputs(_ numbers: [Float], _ count: Int) -> Activations {
    Activations(count, Shape(shape.size), images: numbers)
  }

  @Test func namesAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
    for objective in ObjectiveCatalog.all {
      #expect(!objective.formula.isEmpty && !objective.source.isEmpty)
      #expect(!objective.summary.isEmpty && !objective.letters.isEmpty)
    }
  }

  /// Every task's objective is one of the catalog, and the other way round.
  @Test func tasksUseTheCatalog() {
    #expect(Set(TaskCatalog.all.map(\.objective.name)) == Set(Self.names))
  }

  /// The slope of the mean loss, against differences in double precision of single losses.
  @Test(arguments: names, [1, 16, 21]) func gradient(_ name: String, _ count: Int) throws {
    let objective = try Self.objective(name)
    let (numbers, targets) = try Self.batch(name, count)
    let gradient = try #require(
      objective.evaluate(Self.outputs(numbers, count), targets, gradient: true).gradient)
    #expect(gradient.count == count && gradient.isFinite)
    for place in stride(from: 0, to: numbers.count, by: 5) {
      func mean(_ step: Float) -> Double {
        var moved = numbers
        moved[place] += step
        let found = objective.evaluate(Self.outputs(moved, count), targets, gradient: false)
        #expect(found.gradient == nil)
        return found.mean * Double(count)
      }
      let step: Float = 1 / 64
      let slope = (mean(step) - mean(-step)) / (2 * Double(step))
      let (image, index) = place.quotientAndRemainder(dividingBy: Self.shape.size)
      #expect(abs(Double(gradient[image, index]) * Double(count) - slope) < 2e-3)
    }
  }

  /// An image's loss does not depend on its batch, and the mean is the mean of them.
  @Test(arguments: names) func imagesStandAlone(_ name: String) throws {
    let objective = try Self.objective(name)
    let count = 19
    let (numbers, targets) = try Self.batch(name, count)
    let whole = objective.evaluate(Self.outputs(numbers, count), targets, gradient: false)
    #expect(whole.losses.count == count)
    let sum = whole.losses.reduce(0.0) { $0 + Double($1) }
    #expect(whole.mean == sum / Double(count))
    for image in 0..<count {
      let range = image * Self.shape.size..<(image + 1) * Self.shape.size
      let alone: BatchTargets =
        switch targets {
        case .classes(let labels): .classes([labels[image]])
        case .mixed(let own, let others, let shares):
          .mixed([own[image]], [others[image]], [shares[image]])
        case .values(let values):
          .values(Activations(1, Self.shape, images: Array(values.images[range])))
        }
      let one = objective.evaluate(
        Self.outputs(Array(numbers[range]), 1), alone, gradient: false)
      #expect(one.losses == [whole.losses[image]])
    }
  }

  @Test(arguments: names) func threadsChangeNothing(_ name: String) throws {
    let objective = try Self.objective(name)
    let (numbers, targets) = try Self.batch(name, 37)
    let found = [1, 2].map { threads in
      Processor.using(threads: threads) {
        let loss = objective.evaluate(Self.outputs(numbers, 37), targets, gradient: true)
        return loss.losses + loss.gradient!.images
      }
    }
    #expect(found[0] == found[1])
  }

  /// `Σ (x − t)² / n`, in double precision.
  @Test func squaredError() throws {
    let (numbers, targets) = try Self.batch("mean-squared-error", 21)
    let target = targets.values.images
    let found = MeanSquaredError().evaluate(Self.outputs(numbers, 21), targets, gradient: true)
    for image in 0..<21 {
      let range = image * Self.shape.size..<(image + 1) * Self.shape.size
      let errors = range.map { Double(numbers[$0]) - Double(target[$0]) }
      let mean = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
      #expect(abs(Double(found.losses[image]) - mean) < 1e-5 * mean)
    }
    let slopes = found.gradient!.images
    for (place, slope) in slopes.enumerated() {
      let expected = 2 * Double(numbers[place] - target[place]) / Double(slopes.count)
      #expect(abs(Double(slope) - expected) < 1e-6)
    }
  }

  @Test func smoothing() {
    let smooth = CrossEntropy().smoothed(by: 0.1) as? CrossEntropy
    #expect(smooth?.smoothing == 0.1)
    #expect(MeanSquaredError().smoothed(by: 0.1) == nil)
  }
}
