import Costs
import Tensors
import Testing

@testable import Networks

/// The networks that others measured, built by lines: their counts are those of the tables.
@Suite struct MeasuredNetworkTests {
  /// Every network of the tables of boards and microcontrollers, once.
  static let rows: [MeasuredNetwork] = {
    var seen: Set<String> = []
    return ["raspberry-pi-4-fp32", "nucleo-h7a3"].flatMap { name in
      DeviceCatalog.find(name).flatMap { DeviceMeasurements.of($0) }?.rows ?? []
    }.filter { seen.insert($0.name).inserted }
  }()

  @Test func thereAreFifty() { #expect(Self.rows.count == 50) }

  @Test(arguments: rows)
  func countsAreThoseOfTheTable(row: MeasuredNetwork) throws {
    let lines = try #require(MeasuredLines.lines(row.name), "\(row.name)")
    let graph = try Graph(input: lines.input, lines: lines.lines)
    let counts = ProductCounts(graph.ownWork)
    #expect(counts.layers == row.counts.layers)
    for kind in ProductShape.Kind.allCases {
      #expect(
        (counts.multiplyAdds[kind] ?? 0) == (row.counts.multiplyAdds[kind] ?? 0), "\(kind.rawValue)"
      )
    }
    #expect(counts.weights == row.counts.weights)
    // What stands for 49 x 10 with uneven padding is a larger image.
    let larger = row.name == "kws" ? 58.0 * 12 - 49 * 10 : 0
    #expect(counts.activations == row.counts.activations + larger)
  }
}

/// Lines that build the networks of the tables.
struct MeasuredLines {
  var input: Shape
  var lines: [String] = []
  private var channels: Int
  private var last = "input"
  private var count = 0

  private init(_ input: Shape) {
    self.input = input
    channels = input.channels
  }

  static func lines(_ name: String) -> MeasuredLines? {
    let parts = name.split(separator: "-").map(String.init)
    func number(_ index: Int) -> Double? {
      parts.indices.contains(index) ? Double(parts[index]) : nil
    }
    if name.hasPrefix("mobilenet-v1"), let width = number(2), let side = number(3) {
      return mobileNetV1(width, Int(side), classes: 1001)
    }
    if name.hasPrefix("mobilenet-v2"), let width = number(2), let side = number(3) {
      return mobileNetV2(width, Int(side))
    }
    if name.hasPrefix("mobilenet-v3") { return mobileNetV3(isLarge: name.contains("large")) }
    if name.hasPrefix("efficientnet-lite"), let kind = name.last.flatMap({ Int(String($0)) }) {
      return efficientNetLite(kind)
    }
    return switch name {
    case "resnet50": resNet50()
    case "ic": imageClassification()
    case "kws": keywordSpotting()
    case "vww": mobileNetV1(0.25, 96, classes: 2)
    case "ad": anomalyDetection()
    default: nil
    }
  }

  @discardableResult
  private mutating func add(_ layer: String, from: String? = nil) -> String {
    count += 1
    let name = "n\(count)"
    lines.append("\(layer) name=\(name) from=\(from ?? last)")
    last = name
    return name
  }

  private mutating func convolution(
    _ outputs: Int, _ window: String, stride: Int = 1, pad: Int = 0, relu: Bool = true,
    from: String? = nil
  ) {
    add("conv \(outputs) \(window) stride=\(stride) pad=\(pad)", from: from)
    add("batchnorm")
    if relu { add("relu") }
    channels = outputs
  }

  private mutating func depthwise(_ window: Int, stride: Int) {
    add("depthwise \(window)x\(window) stride=\(stride) pad=\(window / 2)")
    add("batchnorm")
    add("relu")
  }

  private mutating func head(_ classes: Int) {
    add("globalpool")
    add("linear \(classes)")
  }

  /// Multiples of 8, never more than a tenth below.
  private static func rounded(_ channels: Double) -> Int {
    let near = max(8, Int(channels + 4) / 8 * 8)
    return Double(near) < 0.9 * channels ? near + 8 : near
  }

  private static func mobileNetV1(_ width: Double, _ side: Int, classes: Int) -> MeasuredLines {
    var net = MeasuredLines(Shape(3, side, side))
    net.convolution(Int(32 * width), "3x3", stride: 2, pad: 1)
    let pairs =
      [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
      + Array(repeating: (512, 1), count: 5) + [(1024, 2), (1024, 1)]
    for (outputs, stride) in pairs {
      net.depthwise(3, stride: stride)
      net.convolution(Int(Double(outputs) * width), "1x1")
    }
    net.head(classes)
    return net
  }

  /// An inverted residual: `1x1` to `hidden`, depthwise, `1x1` to `outputs`.
  private mutating func inverted(_ hidden: Int, _ outputs: Int, window: Int, stride: Int) {
    let (start, inputs) = (last, channels)
    if hidden != inputs { convolution(hidden, "1x1") }
    depthwise(window, stride: stride)
    convolution(outputs, "1x1", relu: false)
    if stride == 1, inputs == outputs {
      count += 1
      lines.append("sum name=n\(count) from=\(start),\(last)")
      last = "n\(count)"
    }
  }

  private static func mobileNetV2(_ width: Double, _ side: Int) -> MeasuredLines {
    var net = MeasuredLines(Shape(3, side, side))
    net.convolution(rounded(32 * width), "3x3", stride: 2, pad: 1)
    for (factor, channels, repeats, stride) in [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1),
    ] {
      for block in 0..<repeats {
        net.inverted(
          factor * net.channels, rounded(Double(channels) * width), window: 3,
          stride: block == 0 ? stride : 1)
      }
    }
    net.convolution(width > 1 ? rounded(1280 * width) : 1280, "1x1")
    net.head(1001)
    return net
  }

  private static func efficientNetLite(_ kind: Int) -> MeasuredLines {
    let side = [224, 240, 260, 280, 300][kind]
    let width = [1, 1, 1.1, 1.2, 1.4][kind]
    let depth = [1, 1.1, 1.2, 1.4, 1.8][kind]
    var net = MeasuredLines(Shape(3, side, side))
    net.convolution(32, "3x3", stride: 2, pad: 1)
    let stages = [
      (3, 1, 16, 1, 1), (3, 6, 24, 2, 2), (5, 6, 40, 2, 2), (3, 6, 80, 3, 2), (5, 6, 112, 3, 1),
      (5, 6, 192, 4, 2), (3, 6, 320, 1, 1),
    ]
    for (index, (window, factor, channels, repeats, stride)) in stages.enumerated() {
      let isFixed = index == 0 || index == stages.count - 1
      let blocks = isFixed ? repeats : Int((Double(repeats) * depth).rounded(.up))
      for block in 0..<blocks {
        net.inverted(
          factor * net.channels, rounded(Double(channels) * width), window: window,
          stride: block == 0 ? stride : 1)
      }
    }
    net.convolution(1280, "1x1")
    net.head(1000)
    return net
  }

  private static func mobileNetV3(isLarge: Bool) -> MeasuredLines {
    var net = MeasuredLines(Shape(3, 224, 224))
    net.convolution(16, "3x3", stride: 2, pad: 1)
    let blocks =
      isLarge
      ? [
        (16, 16, 1), (64, 24, 2), (72, 24, 1), (72, 40, 2), (120, 40, 1), (120, 40, 1),
        (240, 80, 2), (200, 80, 1), (184, 80, 1), (184, 80, 1), (480, 112, 1), (672, 112, 1),
        (672, 160, 2), (960, 160, 1), (960, 160, 1),
      ]
      : [
        (16, 16, 2), (72, 24, 2), (88, 24, 1), (96, 40, 2), (240, 40, 1), (240, 40, 1),
        (120, 48, 1), (144, 48, 1), (288, 96, 2), (576, 96, 1), (576, 96, 1),
      ]
    for (hidden, outputs, stride) in blocks {
      net.inverted(hidden, outputs, window: 3, stride: stride)
    }
    net.convolution(isLarge ? 960 : 576, "1x1")
    net.add("globalpool")
    net.add("linear \(isLarge ? 1280 : 1024)")
    net.add("relu")
    net.add("linear 1001")
    return net
  }

  private static func resNet50() -> MeasuredLines {
    var net = MeasuredLines(Shape(3, 224, 224))
    net.convolution(64, "7x7", stride: 2, pad: 3)
    net.add("maxpool 3 stride=2 pad=1")
    for (stage, blocks) in [3, 4, 6, 3].enumerated() {
      let inner = 64 << stage
      for block in 0..<blocks {
        let start = net.last
        let stride = block == 0 && stage > 0 ? 2 : 1
        net.convolution(inner, "1x1")
        net.convolution(inner, "3x3", stride: stride, pad: 1)
        net.convolution(4 * inner, "1x1", relu: false)
        net.join(start, isProjected: block == 0, stride: stride)
      }
    }
    net.head(1001)
    return net
  }

  /// The sum of a branch and what it began from, through a `1x1` where shapes differ.
  private mutating func join(_ start: String, isProjected: Bool, stride: Int) {
    let branch = last
    var other = start
    if isProjected {
      other = add("conv \(channels) 1x1 stride=\(stride)", from: start)
    }
    count += 1
    lines.append("sum name=n\(count) from=\(branch),\(other)")
    last = "n\(count)"
    add("relu")
  }

  private static func imageClassification() -> MeasuredLines {
    var net = MeasuredLines(Shape(3, 32, 32))
    net.convolution(16, "3x3", pad: 1)
    for (index, outputs) in [16, 32, 64].enumerated() {
      let start = net.last
      net.convolution(outputs, "3x3", stride: index == 0 ? 1 : 2, pad: 1)
      net.convolution(outputs, "3x3", pad: 1, relu: false)
      net.join(start, isProjected: index > 0, stride: 2)
    }
    net.head(10)
    return net
  }

  private static func keywordSpotting() -> MeasuredLines {
    var net = MeasuredLines(Shape(1, 58, 12))
    net.convolution(64, "10x4", stride: 2)
    for _ in 0..<4 {
      net.depthwise(3, stride: 1)
      net.convolution(64, "1x1")
    }
    net.head(12)
    return net
  }

  private static func anomalyDetection() -> MeasuredLines {
    var net = MeasuredLines(Shape(640, 1, 1))
    net.add("flatten")
    for outputs in [128, 128, 128, 128, 8, 128, 128, 128, 128] {
      net.add("linear \(outputs)")
      net.add("batchnorm")
      net.add("relu")
    }
    net.add("linear 640")
    return net
  }
}
