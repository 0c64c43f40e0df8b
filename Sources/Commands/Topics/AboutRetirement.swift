import Notebook

/// `help retirement`.
enum AboutRetirement {
  static let topic = Topic(
    "retirement", otherNames: ["retire", "retired", "compaction"],
    "the removal, while it trains, of channels whose gates stay shut",
    text: """
      A gate that no image opened through half an epoch (‘retire=0.5’, and at least 30 batches) \
      leaves with its channel, its filter and the weights that read it. From there on the training \
      is cheaper. ‘retire=off’ keeps every channel to the freeze.

      What is left after the freeze leaves in the same way, and ‘compact’ takes the small network \
      out: no gates, and a proof on the test split that it computes the same as the gated one at \
      full width. ‘gates’ shows under ‘gone’ how many have left, ‘undo’ brings them back.
      """,
    example: [
      .init("data moons train=400 test=200 batch=20 seed=0"), .init("network mlp 16 16"),
      .init("prune consensus target=50% of=connections retire=1"), .init("train 10"),
      .init("gates"),
      .init("compact as=small", answers: "proof on 200 test images: …, same answer on 100.00 %"),
    ])
}
