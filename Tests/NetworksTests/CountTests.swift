import Costs
import Tensors
import Testing

@testable import Networks

/// The published counts: multiply-adds of one image and parameters of convolutions and linear
/// layers, biases and batch norm not counted unless said.
@Suite struct CountTests {
  static func total(
    _ name: String, classes: Int = 10, width: Double = 1, sizes: [Int] = []
  ) throws -> Work {
    let kind = try #require(ArchitectureCatalog.find(name))
    let graph = try kind.graph(
      input: kind.defaultInput, classes: classes, width: width, sizes: sizes)
    return graph.work.map { $0.work }.reduce(.zero, +)
  }

  struct Published: Sendable, CustomTestStringConvertible {
    var name: String
    var multiplyAdds: Double
    var connections: Double

    var testDescription: String { name }
  }

  static let published = [
    Published(name: "resnet20", multiplyAdds: 40_551_040, connections: 268_336),
    Published(name: "resnet32", multiplyAdds: 68_862_592, connections: 461_872),
    Published(name: "resnet44", multiplyAdds: 97_174_144, connections: 655_408),
    Published(name: "resnet56", multiplyAdds: 125_485_696, connections: 848_944),
    Published(name: "resnet110", multiplyAdds: 252_887_680, connections: 1_719_856),
    Published(name: "vgg16", multiplyAdds: 313_201_664, connections: 14_715_584),
    Published(name: "mlp", multiplyAdds: 266_200, connections: 266_200),
    Published(name: "lenet-caffe", multiplyAdds: 2_293_000, connections: 430_500),
    Published(name: "lenet5", multiplyAdds: 416_520, connections: 61_470),
    Published(name: "convnet", multiplyAdds: 11_065_088, connections: 454_688),
  ]

  /// MLPerf Tiny's four; multiply-adds as collected with its measurements (NetworkTable).
  @Test(arguments: [
    ("resnet8", 12_501_632.0, 77_360.0), ("ds-cnn", 2_656_768, 22_016),
    ("fc-autoencoder", 264_192, 264_192), ("mobilenetv1-0.25", 7_489_664, 208_112),
  ]) func tiny(_ name: String, _ multiplyAdds: Double, _ connections: Double) throws {
    let kind = try #require(ArchitectureCatalog.find(name))
    let work = try Self.total(name, classes: kind.defaultClasses(of: kind.defaultInput))
    #expect(work.multiplyAdds == multiplyAdds)
    #expect(work.connections == connections)
  }

  @Test(arguments: published) func multiplyAdds(_ network: Published) throws {
    let work = try Self.total(network.name)
    #expect(work.multiplyAdds == network.multiplyAdds)
    #expect(work.connections == network.connections)
    #expect(work.flops == 2 * network.multiplyAdds)
  }

  /// In millions, as papers print them: batch norm and the last layer's biases counted.
  @Test(arguments: [
    ("resnet20", 0.270), ("resnet32", 0.464), ("resnet56", 0.853), ("resnet110", 1.728),
  ]) func parameters(_ name: String, _ millions: Double) throws {
    #expect(abs(try Self.total(name).parameters / 1e6 - millions) <= 0.0005)
  }

  /// The 14.73 M printed for VGG-16 hold a bias for each channel in front of its batch norm, which
  /// does nothing there; ours leaves it out.
  @Test func parametersOfVGG() throws {
    let parameters = try Self.total("vgg16").parameters
    #expect(parameters == 14_724_042)
    #expect(abs((parameters + 4224) / 1e6 - 14.73) <= 0.005)
  }

  /// Of 1000 classes, as torchvision's models have them.
  @Test(arguments: [
    ("resnet18", 1_814_073_344.0, 11_689_512.0), ("mobilenetv2", 300_774_272, 3_504_872),
    ("resnet50", 4_089_184_256, 25_557_032), ("efficientnet-lite0", 385_187_552, 4_652_008),
  ]) func photographs(_ name: String, _ multiplyAdds: Double, _ parameters: Double) throws {
    let work = try Self.total(name, classes: 1000)
    #expect(work.multiplyAdds == multiplyAdds)
    #expect(work.parameters == parameters)
  }

  /// Below 96 pixels a side they would look at maps of two, or have a form of their own, whose
  /// first layers keep the map.
  @Test(arguments: [
    ("resnet18", 8), ("resnet50", 8), ("mobilenetv2", 8), ("efficientnet-lite0", nil),
  ]) func smallPhotographs(_ name: String, _ reduction: Int?) throws {
    let kind = try #require(ArchitectureCatalog.find(name))
    func last(_ side: Int) throws -> Shape {
      let graph = try kind.graph(input: Shape(1, 120, side), classes: 3, width: 0.1, sizes: [])
      let pool = try #require(graph.nodes.first { $0.layer is GlobalPool })
      return pool.inputShapes[0]
    }
    #expect(try last(96).width == 3)
    if let reduction {
      #expect(try last(64).width == 64 / reduction)
      #expect(throws: LayerError.self) { try last(15) }
    } else {
      #expect(throws: LayerError.self) { try last(95) }
    }
  }

  /// The sizes that the papers print, in millions of parameters.
  @Test(arguments: [
    ("wrn-16-4", 2.7), ("wrn-28-10", 36.5), ("wrn-40-2", 2.2), ("densenet-40-12", 1.0),
    ("densenet-100-12", 7.0), ("densenet-bc-100-12", 0.8), ("densenet-bc-250-24", 15.3),
  ]) func families(_ name: String, _ millions: Double) throws {
    #expect(abs(try Self.total(name).parameters / 1e6 - millions) < 0.06)
  }

  @Test(arguments: [
    "wrn-17-4", "wrn-4-1", "densenet-41-12", "densenet-bc-41-12", "densenet-40-0", "wrn-16-0",
  ]) func depthsThatAreNone(_ name: String) throws {
    let kind = try #require(ArchitectureCatalog.find(name))
    #expect(throws: LayerError.self) {
      try kind.graph(input: Shape(3, 32, 32), classes: 10, width: 1, sizes: [])
    }
  }

  @Test(arguments: ["wrn", "wrn-16", "wrn--4", "wrn-a-4", "wrn-16-4-1", "wrn-123456-1", "WRN-16-4"])
  func namesOfNoFamily(_ name: String) {
    #expect(ArchitectureCatalog.find(name) == nil)
  }

  @Test func sizesOfMLP() throws {
    #expect(try Self.total("mlp", sizes: [300, 100]).multiplyAdds == 266_200)
    #expect(try Self.total("mlp", sizes: [50]).multiplyAdds == 784 * 50 + 500)
  }

  /// Every parameter and buffer of a live network is one that the work counts.
  @Test(arguments: ArchitectureCatalog.all.map { $0.name }) func liveParameters(
    _ name: String
  ) throws {
    let kind = ArchitectureCatalog.find(name)!
    let graph = try kind.graph(
      input: kind.defaultInput, classes: 10, width: 0.25, sizes: [])
    let network = Network(graph, seed: 1)
    let work = graph.work.map { $0.work }.reduce(.zero, +)
    #expect(Double(network.parameterCount) == work.parameters)
    let buffers = network.buffers.reduce(0) { $0 + $1.value.count }
    #expect(Double(network.parameterCount + buffers) == work.weightElements)
    #expect(graph.output == Shape(10))
  }

  /// Half the width, half the channels: a quarter of the products between layers.
  @Test func width() throws {
    let kind = ArchitectureCatalog.find("resnet20")!
    let graph = try kind.graph(input: kind.defaultInput, classes: 10, width: 0.5, sizes: [])
    let channels = Set(graph.nodes.filter { $0.layer is Conv }.map { $0.shape.channels })
    #expect(channels == [8, 16, 32])
  }

  @Test func catalogOfArchitectures() {
    let names = ArchitectureCatalog.all.map { $0.name }
    #expect(Set(names).count == names.count)
    #expect(
      names == [
        "convnet", "densenet-40-12", "densenet-bc-100-12", "ds-cnn", "efficientnet-lite0",
        "fc-autoencoder", "lenet5", "lenet-caffe", "mlp", "mobilenetv1-0.25", "mobilenetv2",
        "resnet8", "resnet18", "resnet20", "resnet32", "resnet44", "resnet50", "resnet56",
        "resnet110", "vgg16", "vgg19", "wrn-16-4",
      ])
    #expect(ArchitectureCatalog.all.allSatisfy { !$0.source.isEmpty && !$0.summary.isEmpty })
  }
}
