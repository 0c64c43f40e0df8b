/// A layer as it ran on the Eyeriss chip.
public struct EyerissLayer: Sendable {
  /// `AlexNet`, `VGG-16`.
  public let network: String
  /// `CONV1-1`.
  public let name: String
  /// Images that ran together; the measured figures are of all of them.
  public let batch: Int
  /// Of one image.
  public let work: LayerWork
  /// Of the chip, without its DRAM.
  public let joules: Double
  /// From the first word to the last, s.
  public let latency: Double
  /// Of it the time in which units multiply.
  public let processing: Double
  /// To and from DRAM, compressed.
  public let dramBytes: Double

  /// As the tables of the paper have them.
  public static let all = DeviceMeasurements.fields(EyerissTable.layers).map(EyerissLayer.init)

  private init(_ row: [Substring]) {
    func count(_ place: Int) -> Int { Int(row[place])! }
    network = String(row[0])
    name = String(row[1])
    batch = count(9)
    let shape = PublishedShape(
      inputs: count(2), inputSide: count(4), outputs: count(3), outputSide: count(5),
      window: count(6), stride: count(7), groups: count(8))
    work = LayerWork(String(row[1]), shape.work, product: shape.product)
    latency = row[11].number / 1000
    processing = row[12].number / 1000
    joules = row[10].number / 1000 * latency
    dramBytes = row[14].number * 1_048_576
  }
}

extension EyerissTable {
  static let measurements = ["eyeriss-65nm", "eyeriss-65nm-array"].map { device in
    DeviceMeasurements(
      device,
      ["AlexNet", "VGG-16"].map { name in
        let layers = EyerissLayer.all.filter { $0.network == name }
        let images = Double(layers[0].batch)
        return MeasuredNetwork(
          name, family: name, batch: layers[0].batch,
          joules: layers.reduce(0) { $0 + $1.joules } / images,
          seconds: layers.reduce(0) { $0 + $1.latency } / images,
          counts: ProductCounts(layers.map(\.work)), layers: layers.map(\.work),
          isFitted: name == "AlexNet")
      },
      source: "Chen, Krishna, Emer, Sze, JSSC 52(1), 2017, tables V and VI")
  }
}

/// A convolution by its shape; maps and windows are square.
struct PublishedShape: Sendable {
  /// Channels and side of the maps that come in and go out.
  var inputs: Int
  var inputSide: Int
  var outputs: Int
  var outputSide: Int
  var window: Int
  var stride = 1
  var groups = 1

  var work: Work {
    let weights = Double(outputs * inputs / groups * window * window)
    return Work(
      multiplyAdds: weights * Double(outputSide * outputSide), connections: weights,
      parameters: weights, inputElements: Double(inputs * inputSide * inputSide),
      outputElements: Double(outputs * outputSide * outputSide), weightElements: weights)
  }

  var product: ProductShape {
    ProductShape(
      window == 1 ? .pointwise : .dense, inputs: Double(inputs), outputs: Double(outputs),
      groups: Double(groups), window: (window, window), stride: stride,
      input: (inputSide, inputSide), output: (outputSide, outputSide))
  }
}
