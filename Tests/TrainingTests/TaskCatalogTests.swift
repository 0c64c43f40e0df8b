import Datasets
import Foundation
import Networks
import Tensors
import TensorsTestSupport
import Testing

@testable import Training

/// What holds for every task, on `shapes`.
@Suite struct TaskCatalogTests {
  static let names = TaskCatalog.all.map(\.name)

  static func task(_ name: String) throws -> any Task { try #require(TaskCatalog.find(name)) }

  static func data(test: Int = 50) throws -> Dataset {
    try .load(DatasetRequest("shapes", training: 96, test: test))
  }

  /// The narrowest network that a task takes on the data: an output for each class or number.
  static func network(_ task: any Task, _ data: Dataset) throws -> Network {
    let outputs = task.isAboutClasses ? data.classes : data.shape.size
    let graph = try Graph(
      input: data.shape,
      lines: [
        "conv 4 3x3 pad=1", "relu", "maxpool 2", "flatten", "linear 16", "relu",
        "linear \(outputs)",
      ])
    return Network(graph, seed: 1)
  }

  static func context(_ task: any Task, _ data: Dataset) -> StepContext {
    StepContext(dataset: data, task: task, seed: 1, batchSize: 32, stepsPerEpoch: 3, stop: nil)
  }

  @Test func namesAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
    let scores = TaskCatalog.scores.map(\.name)
    #expect(Set(scores).count == scores.count)
    #expect(TaskCatalog.all.allSatisfy { !$0.scores.isEmpty && !$0.summary.isEmpty })
    #expect(TaskCatalog.standard is Classify)
  }

  /// A network that fits trains, and does better than before by loss and first score.
  @Test(arguments: names) func learns(_ name: String) throws {
    let task = try Self.task(name)
    let data = try Self.data()
    var run = Run(try Self.network(task, data))
    #expect(task.obstacle(output: run.network.graph.output, dataset: data) == nil)
    func look() throws -> Evaluation {
      try .run(run.network, on: data.training, of: data, for: task)
    }
    let before = try look()
    let trainer = Trainer(
      context: Self.context(task, data), settings: .standard,
      horizon: Horizon(start: 0, steps: 60))
    var method: (any TrainingMethod)?
    let outcome = trainer.train(&run, &method, steps: 60)
    let after = try look()
    #expect(after.loss < before.loss)
    #expect(after.mark.score.reaches(before.mark.value, after.mark.value))
    #expect(after.mark.value != before.mark.value)
    #expect(outcome.epochs.allSatisfy { $0.scores.count == task.scores.count })
    #expect(outcome.epochs.last?.mark.score == task.scores[0])
  }

  /// One image after another, in double precision from what `forward` gives.
  @Test(arguments: names) func evaluationIsTheMeanOfImages(_ name: String) throws {
    let task = try Self.task(name)
    let data = try Self.data(test: 37)
    let network = try Self.network(task, data)
    let found = try Evaluation.run(network, on: data.test, of: data, for: task, batch: 16)
    var loss = 0.0
    var sums = task.scores.map { _ in 0.0 }
    for image in 0..<37 {
      let batch = data.batch(of: [image], in: data.test, for: task)
      let output = try network.forward(batch.images, mode: .evaluation).output.value
      let one = task.objective.evaluate(output, batch.targets, gradient: false)
      loss += one.mean
      for (index, marks) in task.marks(output, batch.targets, one, on: data).enumerated() {
        #expect(marks.count == 1)
        sums[index] += marks[0]
      }
    }
    #expect(found.count == 37)
    #expect(abs(found.loss - loss / 37) < 1e-5 * max(1, loss))
    for (mark, sum) in zip(found.marks, sums) { #expect(abs(mark.value - sum / 37) < 1e-4) }
    #expect(found.predictions.count == (task.isAboutClasses ? 37 : 0))
    #expect(found.byClass.isEmpty == !task.isAboutClasses)
  }

  @Test(arguments: names) func threadsChangeNothing(_ name: String) throws {
    let task = try Self.task(name)
    let data = try Self.data()
    let found = try [1, 2].map { threads in
      try Processor.using(threads: threads) {
        var run = Run(try Self.network(task, data))
        let trainer = Trainer(
          context: Self.context(task, data), settings: .standard,
          horizon: Horizon(start: 0, steps: 6))
        var method: (any TrainingMethod)?
        _ = trainer.train(&run, &method, steps: 6)
        let seen = try Evaluation.run(run.network, on: data.test, of: data, for: task)
        return run.network.parameters.flatMap { $0.value.values.map(Double.init) }
          + [seen.loss] + seen.marks.map(\.value)
      }
    }
    #expect(found[0] == found[1])
  }

  /// Buffers come from the pool: a steady step asks the system for no memory.
  @Test(arguments: names) func steadyStepsAllocateNothing(_ name: String) async {
    await #expect(processExitsWith: .success) { [name] in
      Processor.threads = 1
      let task = TaskCatalog.find(name)!
      let data = try Self.data()
      var run = Run(try Self.network(task, data))
      var method: (any TrainingMethod)?
      let trainer = Trainer(
        context: Self.context(task, data), settings: .standard,
        horizon: Horizon(start: 0, steps: 100))
      let batch = data.batch(of: Array(0..<32), in: data.training, for: task)
      for _ in 0..<3 { _ = try trainer.step(&run, &method, on: batch) }
      let (asked, held) = (StoragePool.shared.allocations, StoragePool.shared.bytesInUse)
      for _ in 0..<5 { _ = try trainer.step(&run, &method, on: batch) }
      #expect(StoragePool.shared.allocations == asked)
      #expect(StoragePool.shared.bytesInUse == held)
    }
  }

  /// What does not fit is refused with a way out, before anything runs.
  @Test(arguments: names) func refusesWhatDoesNotFit(_ name: String) throws {
    let task = try Self.task(name)
    let data = try Self.data()
    for output in [Shape(1), Shape(7, 3, 3)] {
      let obstacle = try #require(task.obstacle(output: output, dataset: data))
      #expect(!obstacle.message.isEmpty && !obstacle.hint.isEmpty)
    }
  }

  @Test func values() throws {
    let numbers = Examples(
      shape: Shape(2), targets: .values(Shape(1), [1, 2]), pixels: .reals([1, 2, 3, 4]))
    let data = Dataset(
      name: "numbers", classNames: [], training: numbers, test: numbers, citation: "made")
    for task in TaskCatalog.all {
      #expect(task.obstacle(output: Shape(2), dataset: data) != nil)
    }
  }

  /// `10 log₁₀ (1 / mean squared error)` of pixels 0…1, in double precision; perfect images stay
  /// finite.
  @Test func signalToNoise() throws {
    let data = try Self.data(test: 5)
    let task = Reconstruct()
    let batch = data.batch(of: Array(0..<5), in: data.test, for: task)
    let noise = Generator(seed: 9, stream: .trial)
    let size = data.shape.size
    let seen = (0..<5 * size).map { batch.images.images[$0] + noise.normal($0) / 10 }
    let output = Activations(5, Shape(size), images: seen)
    let loss = task.objective.evaluate(output, batch.targets, gradient: false)
    let found = task.marks(output, batch.targets, loss, on: data)[0]
    for image in 0..<5 {
      var sum = 0.0
      for place in image * size..<(image + 1) * size {
        let channel = place % size / data.shape.area
        let (mean, deviation) = (
          data.normalisation.mean[channel], data.normalisation.deviation[channel]
        )
        let pixel = Double(batch.images.images[place]) * deviation + mean
        let error = Double(seen[place]) * deviation + mean - pixel
        sum += error * error
      }
      let expected = 10 * log10(Double(size) / sum)
      #expect(abs(found[image] - expected) < 1e-3)
    }
    let perfect = task.marks(batch.images, batch.targets, loss, on: data)[0]
    #expect(perfect.allSatisfy { abs($0 - 144.494) < 0.01 })
  }

  /// Files of old hold `accuracy`, and files of now hold it there.
  @Test func epochsAreArchived() throws {
    var report = EpochReport(
      epoch: 1, batches: 2, isWhole: true, loss: 0.5, scores: ["accuracy": 0.25], penalty: 0,
      rate: 0.1, testScores: ["accuracy": 0.5])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(report), as: UTF8.self)
    #expect(
      text == #"{"accuracy":0.25,"batches":2,"epoch":1,"isWhole":true,"loss":0.5,"penalty":0,"#
        + #""rate":0.1,"testAccuracy":0.5}"#)
    let read = try JSONDecoder().decode(EpochReport.self, from: Data(text.utf8))
    #expect(read.mark == report.mark && read.testMark == report.testMark)
    report.scores = ["psnr": 20]
    report.testScores = [:]
    let other = try JSONDecoder().decode(EpochReport.self, from: encoder.encode(report))
    #expect(other.scores == ["psnr": 20] && other.testScores.isEmpty)
  }
}
