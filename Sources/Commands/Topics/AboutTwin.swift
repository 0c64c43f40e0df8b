import Notebook

/// `help twin`.
enum AboutTwin {
  static let topic = Topic(
    "twin", otherNames: ["dense", "dense twin", "baseline"],
    "the network without gates that a pruned one is compared with",
    text: """
      Whether pruning cost accuracy is only told beside a dense twin: the same preset, the same \
      seed, the same data and optimizer, as many epochs, no gates. Weights and the order of the \
      batches follow from the seed, so the twin starts from the same weights and sees the same \
      batches.

      The second comparison is a network that is narrower from the start, at the same cost and \
      trained as long: ‘network … width=0.7’ or ‘prune uniform’. A difference of a few tenths of a \
      point between two single runs is noise; repeat it with another ‘seed’.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16 as=gated"),
      .init("prune consensus target=40% of=connections"), .init("train 6"),
      .init("compact as=small"), .init("network mlp 16 16 as=dense"), .init("train 6"),
      .init("compare dense small", answers: "cut against dense  …"),
    ])
}
