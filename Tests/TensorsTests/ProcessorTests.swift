import TensorsTestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  /// The digits do not depend on the instruction level, on threads or on chance.
  @Suite struct ProcessorTests {
    @Test(
      .enabled(if: Processor.fusedLevels.count == 2, "this machine lacks AVX2 or AVX-512"),
      arguments: ListedOperation.all)
    func levels(_ operation: ListedOperation) {
      let found = Processor.fusedLevels.map { level in
        Processor.using(level: level) { operation.run() }
      }
      #expect(found[0].bits == found[1].bits)
    }

    @Test(arguments: ListedOperation.all) func threads(_ operation: ListedOperation) {
      let alone = Processor.using(threads: 1) { operation.run() }
      for threads in 2...3 {
        for _ in 0..<5 {
          let shared = Processor.using(threads: threads) { operation.run() }
          #expect(alone.bits == shared.bits, "\(threads) threads")
        }
      }
    }

    @Test func peakRateIsARate() {
      let rate = PeakRate.measured(rounds: 1)
      #expect(rate.isFinite && rate > 0)
    }

    /// In a process of its own, because other rooms' digits would change with the level.
    @Test(.enabled(if: !Processor.fusedLevels.isEmpty, "this machine has the base level alone"))
    func baseLevelAgrees() async {
      await #expect(processExitsWith: .success) {
        for operation in ListedOperation.all {
          let fused = operation.run()
          let base = Processor.using(level: .base) { operation.run() }
          #expect(relativeError(base, fused.doubles) < 3e-6, "\(operation.name)")
        }
      }
    }

    @Test func baseLevelConvolves() async {
      await #expect(processExitsWith: .success) {
        Processor.level = .base
        for (index, window) in Window.all.enumerated() {
          for width in [(1, 4, 1), (3, 7, 1), (5, 18, 1), (6, 8, 2), (5, 5, 5)] {
            let convolution = ConvolutionCase(
              count: [1, 16, 37][index % 3], input: Shape(width.0, 7, 9), outputs: width.1,
              geometry: ConvolutionGeometry(
                kernelHeight: window.height, kernelWidth: window.width, stride: window.stride,
                padding: window.padding, groups: width.2), seed: UInt64(index + 1))
            convolution.check(convolution.run(), convolution.oracle, "base")
          }
        }
      }
    }

    /// A step that is repeated finds every buffer it needs in the pool.
    @Test func repetitionAllocatesNothing() async {
      await #expect(processExitsWith: .success) {
        Processor.threads = 1
        for operation in ListedOperation.all { _ = operation.run() }
        let (warm, held) = (StoragePool.shared.allocations, StoragePool.shared.bytesInUse)
        for _ in 0..<3 {
          for operation in ListedOperation.all { _ = operation.run() }
        }
        #expect(StoragePool.shared.allocations == warm)
        #expect(StoragePool.shared.bytesInUse == held)
        StoragePool.shared.drain()
        let kept = Tensor([20], repeating: 1)
        #expect(StoragePool.shared.allocations == warm + 1)
        #expect(StoragePool.shared.bytesInUse == held + 32 * 4)
        #expect(kept[19] == 1)
      }
    }

    @Test func settingsStayPossible() {
      Processor.using {
        Processor.threads = 0
        #expect(Processor.threads == 1)
        Processor.level = Processor.Level.allCases.last!
        #expect(Processor.level == Processor.bestLevel)
      }
      #expect(Processor.availableThreads >= 1)
      #expect(Processor.Level.allCases.map(\.name) == ["base", "avx2", "avx512"])
    }

    @Test(arguments: [1, 2, 3, 8]) func tasksRunOnceEach(_ threads: Int) {
      Processor.using(threads: threads) {
        for count in [0, 1, 2, 7, 1000] {
          var tensor = Tensor([max(count, 1)])
          let to = tensor.writable
          Processor.parallel(count) { to[$0] += 1 }
          #expect(tensor.values.reduce(0, +) == Float(count))
          #expect(tensor.values.allSatisfy { $0 <= 1 })
          Processor.parallelRanges(count, grain: 3) { for task in $0 { to[task] += 1 } }
          #expect(tensor.values.reduce(0, +) == Float(2 * count))
        }
      }
    }
  }
}
