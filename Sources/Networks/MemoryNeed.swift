import Tensors

/// Roughly what work takes in memory, so that a size nobody meant is refused and not begun.
public enum MemoryNeed {
  /// Bytes of a step of training: outputs and their gradients; weights, and gradients and two
  /// moments of those that are read.
  public static func training(_ graph: Graph, batch: Int) -> Double {
    let outputs = graph.nodes.filter(\.isRead).reduce(0.0) { $0 + Double($1.shape.size) }
    return lanes(batch) * (outputs + Double(graph.input.size)) * 4 + weights(graph)
      + graph.work.total.parameters * 8 + filters(graph)
  }

  /// Bytes of a batch that goes forward: what the widest layer reads and writes.
  public static func inference(_ graph: Graph, batch: Int) -> Double {
    maps(graph, batch: batch) + weights(graph)
      + (batch < Activations.imagesPerBlock ? fewImagesFilters(graph) : filters(graph))
  }

  /// Bytes of the filters that an inference of few images keeps, beyond a copy of the weights.
  private static func fewImagesFilters(_ graph: Graph) -> Double {
    graph.nodes.filter(\.isRead).compactMap(\.product).reduce(0) { sum, product in
      let geometry = product.geometry
      let planes = geometry.fewImagesPlanes(on: product.input, outputs: product.outputs)
      return sum + 4 * Double(planes - geometry.taps) * Double(product.outputs)
        * Double(product.input.channels) / Double(geometry.groups)
    }
  }

  /// Bytes of the filters that Winograd's algorithm makes of weights: one of each size, which waits
  /// for its next use.
  private static func filters(_ graph: Graph) -> Double {
    let sizes = graph.nodes.filter(\.isRead).compactMap { node in
      node.product.map { product in
        Double(product.geometry.planes(on: product.input)) * Double(product.outputs)
          * Double(product.input.channels)
      }
    }
    return 4 * Set(sizes).reduce(0, +)
  }

  /// The same without the weights.
  public static func maps(_ graph: Graph, batch: Int) -> Double {
    let widest = graph.nodes.filter(\.isRead).map { node in
      node.inputShapes.reduce(Double(node.shape.size)) { $0 + Double($1.size) }
    }.max()
    return lanes(batch) * max(widest ?? 0, Double(graph.input.size)) * 4
  }

  /// Bytes of batches that go forward side by side, a thread each, or one after the other.
  public static func evaluation(_ graph: Graph, batches: Int, of images: Int) -> Double {
    let together = images <= Activations.imagesPerBlock ? min(batches, Processor.threads) : 1
    return Double(together) * maps(graph, batch: images)
  }

  /// Bytes of the weights and of one more of each, without which nothing can be done with them.
  /// Those that nothing reads take their place too.
  public static func weights(_ graph: Graph) -> Double {
    graph.nodes.map(\.work).total.parameters * 8
  }

  /// Images stand in lanes of 16.
  private static func lanes(_ batch: Int) -> Double { Double((batch + 15) / 16 * 16) }
}
