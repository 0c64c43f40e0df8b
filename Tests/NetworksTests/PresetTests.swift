import Testing

@testable import Networks
@testable import Tensors

extension NetworksSuite {
  /// Every architecture, narrow, on batches that fill the lanes and that do not.
  @Suite struct PresetTests {
    static let names = ArchitectureCatalog.all.map { $0.name }

    static func network(_ name: String, width: Double = 0.125) throws -> Network {
      let kind = try #require(ArchitectureCatalog.find(name))
      let graph = try kind.graph(
        input: kind.quickInput, classes: 10, width: width, sizes: [])
      return Network(graph, seed: 6)
    }

    @Test(arguments: names, [1, 16, 37]) func trains(_ name: String, _ count: Int) throws {
      var network = try Self.network(name)
      let (x, labels) = Formula.batch(name, count, network.graph.input)
      var descent = Descent()
      let before = network.parameters.map { $0.value.values }
      let loss = try network.step(x, labels, &descent, rate: 0.01, momentum: 0.9)
      #expect(loss.isFinite && loss > 0)
      #expect(network.parameters.allSatisfy { $0.value.isFinite })
      #expect(network.buffers.allSatisfy { $0.value.isFinite })
      #expect(zip(network.parameters, before).contains { $0.value.values != $1 })
      let output = try network.forward(x, mode: .evaluation).output.value
      #expect(output.shape == Shape(10) && output.count == count && output.isFinite)
    }

    /// An image alone, in a full block and in an odd batch: the same bits.
    @Test(arguments: names) func evaluationIgnoresNeighbours(_ name: String) throws {
      let network = try Self.network(name).fromFormula()
      let shape = network.graph.input
      let (x, _) = Formula.batch(name, 37, shape)
      let all = try network.forward(x, mode: .evaluation).output.value.images
      let images = x.images
      for image in [0, 15, 16, 36] {
        let alone = Activations(
          1, shape, images: Array(images[image * shape.size..<(image + 1) * shape.size]))
        let found = try network.forward(alone, mode: .evaluation).output.value.images
        #expect(found == Array(all[image * 10..<(image + 1) * 10]), "image \(image)")
      }
      let block = Activations(16, shape, images: Array(images[0..<16 * shape.size]))
      let found = try network.forward(block, mode: .evaluation).output.value.images
      #expect(found == Array(all[0..<160]))
    }

    /// The gradient of a mean is the mean of gradients, where no batch norm couples images.
    @Test(arguments: ["convnet", "lenet5", "lenet-caffe", "mlp"])
    func gradientIsTheMeanOverImages(_ name: String) throws {
      let network = try Self.network(name, width: 0.5).fromFormula()
      let shape = network.graph.input
      let (x, labels) = Formula.batch(name, 37, shape)
      let whole = try network.gradients(x, labels).pass.gradients
      var sums = whole.map { Array(repeating: 0.0, count: $0!.count) }
      for image in 0..<37 {
        let alone = Activations(
          1, shape, images: Array(x.images[image * shape.size..<(image + 1) * shape.size]))
        let part = try network.gradients(alone, [labels[image]]).pass.gradients
        for (index, gradient) in part.enumerated() {
          for (place, value) in gradient!.values.enumerated() {
            sums[index][place] += Double(value) / 37
          }
        }
      }
      for (index, gradient) in whole.enumerated() {
        let error = LayerTests.error(gradient!.values, sums[index])
        #expect(error < 5e-6, "\(network.parameters[index].name)")
      }
    }

    /// Whatever stands in the lanes past the batch, every digit of a step stays.
    @Test(arguments: ["convnet", "resnet20"], [1, 37]) func paddingLanesAreDeaf(
      _ name: String, _ count: Int
    ) throws {
      let network = try Self.network(name, width: 0.5).fromFormula()
      let (x, labels) = Formula.batch(name, count, network.graph.input)
      let clean = try network.gradients(x, labels)
      let dirty = try network.gradients(x.spoilingPadding(), labels)
      #expect(clean.loss == dirty.loss)
      #expect(clean.pass.gradients.map { $0!.values } == dirty.pass.gradients.map { $0!.values })
      let buffers = { (pass: Pass) in pass.newBuffers.mapValues { $0.values } }
      #expect(buffers(clean.pass) == buffers(dirty.pass))
    }

    /// The same for gates, dynamic and static: their batch norm and their means.
    @Test func paddingLanesAreDeafToGates() throws {
      let lines = [
        "conv 6 3x3 pad=1", "relu", "gates of=6 channels=0-5 block=on from=input name=g",
        "gated from=relu1,g", "gates of=0 block=on kind=static from=input name=h",
        "gated shared=on from=gated1,h", "globalpool", "linear 10",
      ]
      let network = Network(try Graph(input: Shape(3, 4, 4), lines: lines), seed: 2).fromFormula()
      let (x, labels) = Formula.batch("gates", 21, network.graph.input)
      let clean = try network.gradients(x, labels)
      let dirty = try network.gradients(x.spoilingPadding(), labels)
      #expect(clean.loss == dirty.loss)
      #expect(clean.pass.gradients.map { $0!.values } == dirty.pass.gradients.map { $0!.values })
      #expect(clean.pass.gates.map { $0.means } == dirty.pass.gates.map { $0.means })
    }

    /// One value has no spread: batch norm takes the running statistics and leaves them alone.
    @Test func batchNormOfOneValue() throws {
      let lines = ["linear 5", "batchnorm", "relu", "linear 10"]
      let network = Network(try Graph(input: Shape(7), lines: lines), seed: 2).fromFormula()
      let (x, labels) = Formula.batch("one", 1, network.graph.input)
      let training = try network.gradients(x, labels, mode: .training)
      let evaluation = try network.gradients(x, labels, mode: .evaluation)
      #expect(training.pass.newBuffers.isEmpty)
      #expect(training.loss == evaluation.loss)
      #expect(
        training.pass.gradients.map { $0!.values } == evaluation.pass.gradients.map { $0!.values })
      let (pair, pairLabels) = Formula.batch("one", 2, network.graph.input)
      #expect(try network.gradients(pair, pairLabels).pass.newBuffers.count == 2)
    }

    /// Running statistics move by a tenth, the variance unbiased.
    @Test func runningStatistics() throws {
      var network = Network(try Graph(input: Shape(1, 1, 2), lines: ["batchnorm"]), seed: 1)
      let x = Activations(2, Shape(1, 1, 2), images: [1, 2, 3, 6])
      network.commit(try network.forward(x, mode: .training).pass)
      #expect(abs(network.buffers[0].value[0] - 0.3) < 1e-6)
      #expect(abs(network.buffers[1].value[0] - (0.9 + 0.1 * 14 / 3)) < 1e-6)
    }
  }
}

extension Architecture {
  /// A small image that it reads, for tests that run it.
  var quickInput: Shape {
    self is any PhotographArchitecture ? Shape(3, 96, 96) : defaultInput
  }
}

extension Activations {
  /// The same images with large numbers in the lanes past the last.
  func spoilingPadding() -> Activations {
    var result = self
    let numbers = result.writable
    for image in count..<blocks * 16 {
      for index in 0..<shape.size {
        numbers[image / 16 * blockSize + index * 16 + image % 16] = 1000
      }
    }
    return result
  }
}
