import Notebook

/// `help pruning`.
enum AboutPruning {
  static let topic = Topic(
    "pruning", otherNames: ["compress", "compression", "slim", "smaller"],
    "the way from a network to a smaller one",
    text: """
      ‘prune METHOD target=50% of=macs’ says what is to go and by which method (‘methods’ lists \
      them); nothing runs yet. The next ‘train’ keeps to it: with ‘consensus’ weights and gates \
      train together, other methods cut and fine-tune. ‘compact’ takes the small network out and \
      proves that it computes the same; ‘export’ writes it for other programs.

      What it cost is told by ‘compare’ with a dense twin (‘help twin’), what it saves by ‘flops’, \
      ‘energy’ and ‘benchmark’. Before anything is cut, ‘why’ and ‘what-if’ ask about a channel. \
      ‘mask’ takes single weights away instead of channels.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16 as=wide"),
      .init("prune consensus target=50% of=connections"), .init("train 6"),
      .init("compact as=small", answers: "test accuracy … %; ‘small’ is in use"),
    ])
}
