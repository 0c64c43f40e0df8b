import Testing

@testable import Tensors

/// A step of gradient descent with momentum.
struct DescentRule: Sendable, CustomTestStringConvertible {
  var momentum: Float = 0
  var nesterov = false
  var decay: Float = 0
  var testDescription: String { "momentum \(momentum) nesterov \(nesterov) decay \(decay)" }

  static let all = [
    DescentRule(), DescentRule(momentum: 0.9), DescentRule(momentum: 0.9, decay: 5e-4),
    DescentRule(momentum: 0.8, nesterov: true),
    DescentRule(momentum: 0.9, nesterov: true, decay: 0.1),
    DescentRule(decay: 0.01),
  ]
}

extension TensorsSuite {
  @Suite struct ParameterUpdateTests {
    /// Not a multiple of 16, so that the tail of the last lanes takes part.
    static let count = 37
    static let steps = 20

    func gradient(_ step: Int) -> Tensor {
      Samples.tensor([Self.count], seed: UInt64(100 + step))
    }

    @Test(arguments: DescentRule.all) func descent(_ rule: DescentRule) {
      var weight = Samples.tensor([Self.count], seed: 1)
      var velocity = Tensor([Self.count])
      var w = weight.values.doubles
      var v = [Double](repeating: 0, count: Self.count)
      let rate = 0.05
      for step in 0..<Self.steps {
        let slope = gradient(step)
        weight.descend(
          slope, velocity: &velocity, rate: Float(rate), momentum: rule.momentum,
          nesterov: rule.nesterov, decay: rule.decay, first: step == 0)
        for i in w.indices {
          let g = Double(slope[i]) + Double(rule.decay) * w[i]
          v[i] = Double(rule.momentum) * v[i] + g
          w[i] -= rate * (rule.nesterov ? g + Double(rule.momentum) * v[i] : v[i])
        }
      }
      #expect(relativeError(weight.values, w) < 1e-6)
      #expect(relativeError(velocity.values, v) < 1e-6)
    }

    /// The first step does not look at what the velocity holds.
    @Test func firstStepIgnoresVelocity() {
      var weight = Tensor([2], [1, 2])
      var velocity = Tensor([2], [.nan, 5])
      weight.descend(
        Tensor([2], [1, -1]), velocity: &velocity, rate: 0.5, momentum: 0.9, nesterov: false,
        decay: 0, first: true)
      #expect(weight.values == [0.5, 2.5])
      #expect(velocity.values == [1, -1])
    }

    @Test(arguments: [Float(0), 0.01], [Float(1e-8), 1e-3])
    func adam(_ decay: Float, _ epsilon: Float) {
      var weight = Samples.tensor([Self.count], seed: 1)
      var (first, second) = (Tensor([Self.count]), Tensor([Self.count]))
      var w = weight.values.doubles
      var m = [Double](repeating: 0, count: Self.count)
      var v = m
      let (rate, b1, b2) = (Float(0.02), Float(0.9), Float(0.999))
      var (p1, p2) = (1.0, 1.0)
      for step in 1...Self.steps {
        let slope = gradient(step)
        weight.adam(
          slope, first: &first, second: &second, rate: rate, beta1: b1, beta2: b2,
          epsilon: epsilon, decay: decay, step: step)
        p1 *= Double(b1)
        p2 *= Double(b2)
        for i in w.indices {
          let g = Double(slope[i]) + Double(decay) * w[i]
          m[i] = Double(b1) * m[i] + (1 - Double(b1)) * g
          v[i] = Double(b2) * v[i] + (1 - Double(b2)) * g * g
          let root = (v[i] / (1 - p2)).squareRoot() + Double(epsilon)
          w[i] -= Double(rate) * (m[i] / (1 - p1)) / root
        }
      }
      #expect(relativeError(weight.values, w) < 2e-6)
      #expect(relativeError(first.values, m) < 2e-6)
      #expect(relativeError(second.values, v) < 2e-6)
    }

    @Test func sum() {
      var a = Samples.tensor([3, 7], seed: 1)
      let (before, b) = (a, Samples.tensor([3, 7], seed: 2))
      a.add(b)
      #expect(a.values == zip(before.values, b.values).map { $0 + $1 })
      let doubled = a
      a.add(doubled)
      #expect(a.values == doubled.values.map { $0 + $0 })
    }
  }
}
