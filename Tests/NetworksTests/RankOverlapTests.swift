import Testing

@testable import Networks
@testable import Tensors

@Suite struct RankOverlapTests {
  /// What a layer starts for its weights and its bias is awaited when the layer below has computed,
  /// not before.
  @Test func exchangesTravelDuringTheNextLayer() throws {
    let graph = try Graph(
      input: Shape(40), lines: ["linear 32", "relu", "linear 24", "relu", "linear 8"])
    let network = Network(graph, seed: 1)
    let rehearsal = RankRehearsal(count: 2)
    let share = BatchShare(rehearsal, count: 32)
    let images = Activations(16, graph.input, repeating: 0.5)
    let trace = try rehearsal.trace {
      try share.run {
        let (output, pass) = try network.forward(images, mode: .training, recording: true)
        output.accumulate(Activations(16, graph.output, repeating: 1))
        try pass.runBack()
      }
    }
    var starts = 0
    var startsBefore: [Int: Int] = [:]
    for event in trace.events {
      switch event {
      case .work: break
      case .start: starts += 1
      case .await(let number): startsBefore[number] = starts
      }
    }
    // Of each layer: its input, the gradient to its output, its bias. They are awaited behind those
    // of the next layer below; then its weights' gradients travel.
    #expect((0..<3).map { startsBefore[$0] } == [6, 6, 7])
    #expect(startsBefore.count == starts && starts == 12)
    // The weights' gradients of the last layer travel while the first one computes.
    #expect(startsBefore[6] == 10)
  }
}
