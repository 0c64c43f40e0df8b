import TensorsTestSupport

@testable import Tensors

/// A convolution and its three gradients as one plain loop nest.
struct OracleConvolution {
  var output: OracleSums
  var inputGradient: OracleSums
  var weightGradient: OracleSums
  var biasGradient: OracleSums

  init(
    _ x: Batch, weight: [Double], bias: [Double]?, dy: Batch,
    _ geometry: ConvolutionGeometry
  ) {
    let channels = x.shape.channels / geometry.groups
    let outputs = dy.shape.channels / geometry.groups
    output = OracleSums(dy.values.count, terms: channels * geometry.taps + 1)
    inputGradient = OracleSums(x.values.count, terms: outputs * geometry.taps)
    weightGradient = OracleSums(weight.count, terms: dy.count * dy.shape.area)
    biasGradient = OracleSums(dy.shape.channels, terms: dy.count * dy.shape.area)
    for image in 0..<x.count {
      for o in 0..<dy.shape.channels {
        for row in 0..<dy.shape.height {
          for column in 0..<dy.shape.width {
            let to = dy.index(image, o, row, column)
            if let bias { output.add(bias[o], at: to) }
            biasGradient.add(dy.values[to], at: o)
            for c in 0..<channels {
              for i in 0..<geometry.kernelHeight {
                let y = row * geometry.rowStride + i * geometry.rowDilation - geometry.margins.top
                guard y >= 0, y < x.shape.height else { continue }
                for j in 0..<geometry.kernelWidth {
                  let z =
                    column * geometry.columnStride + j * geometry.columnDilation
                    - geometry.margins.left
                  guard z >= 0, z < x.shape.width else { continue }
                  let from = x.index(image, o / outputs * channels + c, y, z)
                  let tap = i * geometry.kernelWidth + j
                  let w = (o * channels + c) * geometry.taps + tap
                  output.add(weight[w] * x.values[from], at: to)
                  inputGradient.add(weight[w] * dy.values[to], at: from)
                  weightGradient.add(dy.values[to] * x.values[from], at: w)
                }
              }
            }
          }
        }
      }
    }
    if geometry.isWinograd(on: x.shape) {
      let taps = geometry.kernelHeight
      let amplification = taps == 3 ? 2.0 : 5.0
      output = output.sharing(
        height: dy.shape.height, width: dy.shape.width, reach: 3, amplification: amplification)
      inputGradient = inputGradient.sharing(
        height: x.shape.height, width: x.shape.width, reach: 3, amplification: amplification)
      weightGradient = weightGradient.sharing(
        height: taps, width: taps, reach: taps, amplification: amplification)
    }
  }
}
