import Language
import Networks
import Notebook
import Reports
import Tensors

extension BoundArguments {
  /// Refuses a batch of which ranks would exchange 2 GB or more at once: MPI counts in 32 bits.
  ///
  /// - Parameter name: the parameter that says the batch, if one does.
  func refuseForRanks(_ graph: Graph, batch: Int, at name: String? = nil) throws {
    let blocks = Activations.blocks(of: batch)
    let images = Double(blocks * Activations.imagesPerBlock)
    // A layer's maps; or its weights, of maps a part for each block, or for each of eight slices
    // transformed, of which up to four times as many numbers are added up.
    let largest =
      graph.nodes.filter(\.isRead).map { node in
        let parts = node.shape.isVector ? 1 : Double(max(blocks, 32))
        return max(Double(node.shape.size) * images, node.work.work.connections * parts)
      }.max() ?? 0
    let input = Double(graph.input.size) * images
    guard 4 * max(largest, input) >= Double(Int32.max) else { return }
    let message =
      "a batch of \(batch) images has a layer of which ranks would exchange 2 GB or more at once"
    throw error("large-maps", message, at: name, hint: "a smaller batch=")
  }

  /// A batch that has not a block for each of so many ranks.
  func manyRanks(_ ranks: Int, batch: Int, at name: String? = nil, hint: String) -> Diagnostic {
    let blocks = NumberFormat.counted("block", Activations.blocks(of: batch))
    return error(
      "many-ranks",
      "a batch of \(batch) images has \(blocks) of \(Activations.imagesPerBlock), and \(ranks) "
        + "ranks need one each", at: name, hint: hint)
  }
}
