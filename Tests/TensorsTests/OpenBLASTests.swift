import COpenBLAS
import Testing

@testable import Tensors

extension TensorsSuite {
  /// A second opinion on products: a linear layer against OpenBLAS.
  @Suite struct OpenBLASTests {
    @Test(arguments: [(1, 10, 3), (37, 300, 100), (128, 784, 64)])
    func linear(_ kind: (count: Int, inputs: Int, outputs: Int)) {
      let x = Samples.batch(kind.count, Shape(kind.inputs), seed: 1)
      let weight = Samples.tensor([kind.outputs, kind.inputs], seed: 2)
      let y = Convolution.forward(x, weight: weight, bias: nil, .point)
      var product = [Float](repeating: 0, count: kind.count * kind.outputs)
      cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(kind.count), Int32(kind.outputs),
        Int32(kind.inputs), 1, x.images, Int32(kind.inputs), weight.values, Int32(kind.inputs), 0,
        &product, Int32(kind.outputs))
      #expect(relativeError(y.images, product.doubles) < 2e-6)
    }
  }
}
