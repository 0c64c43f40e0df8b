import Tensors
import TensorsTestSupport
import Testing

@testable import Networks

extension NetworksSuite {
  /// A whole training step gives the same digits whatever the machine lends.
  ///
  /// Other suites run beside this one: the settings only take values that keep every digit.
  @Suite struct DigitTests {
    /// Every number that a step makes.
    static func step(_ name: String, level: Processor.Level, threads: Int) throws -> [[UInt32]] {
      try Processor.using(level: level, threads: threads) {
        var network = try PresetTests.network(name, width: 0.5)
        let (x, labels) = Formula.batch(name, 37, network.graph.input)
        let gradients = try network.gradients(x, labels).pass.gradients.map { $0!.values }
        var descent = Descent()
        var losses: [Float] = []
        for _ in 0..<2 {
          losses.append(Float(try network.step(x, labels, &descent, rate: 0.05, momentum: 0.9)))
        }
        let weights = network.parameters.map { $0.value.values }
        let buffers = network.buffers.map { $0.value.values }
        return (gradients + weights + buffers + [losses]).map { $0.map { $0.bitPattern } }
      }
    }

    @Test(arguments: ["resnet20", "convnet"]) func threads(_ name: String) throws {
      let alone = try Self.step(name, level: Processor.level, threads: 1)
      for threads in 2...3 {
        #expect(try Self.step(name, level: Processor.level, threads: threads) == alone)
      }
    }

    @Test(
      .enabled(if: Processor.fusedLevels.count == 2, "this machine lacks AVX2 or AVX-512"),
      arguments: ["resnet20", "convnet"])
    func levels(_ name: String) throws {
      let narrow = try Self.step(name, level: Processor.fusedLevels[0], threads: 2)
      #expect(try Self.step(name, level: Processor.fusedLevels[1], threads: 2) == narrow)
    }
  }
}
