import Notebook

/// `help projection`.
enum AboutProjection {
  static let topic = Topic(
    "projection", otherNames: ["project", "rounding"],
    "the smallest change of gates that puts the cost on the target",
    text: """
      At the freeze each gate gets the decision of its majority, and what is left then costs a \
      little more or less than the target. The projection opens or shuts the gates that were least \
      sure, those with the smallest |mean logit|, until the cost is within a point of it; a tenth \
      of each layer's channels stays.

      ‘train’ says how many gates it changed, and so does ‘compact’, which projects whenever it is \
      asked. Few means that the training had met the target. Many, at a low consensus, means that \
      the network left is not the one that was trained: train longer, or ask for less.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16"),
      .init("prune consensus target=50% of=connections"),
      .init("train 5", answers: "projection             changed … gates, …"),
      .init(
        "compact as=small",
        answers: "target 50.0 % of connections, achieved …; the projection changed 0 of 32 gates"),
    ])
}
