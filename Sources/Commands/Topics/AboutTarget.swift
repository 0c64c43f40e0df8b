import Notebook

/// `help target`.
enum AboutTarget {
  static let topic = Topic(
    "target", otherNames: ["targets", "cost"],
    "the share to remove, and what it counts",
    text: """
      ‘target=50%’ asks for half of the dense network's cost to go. The cost is what ‘of=’ says: \
      connections, macs (multiply-adds), or joules or seconds on a device. The dense network is \
      the one before anything was removed. The method holds for the trainings that follow.

      Training moves towards it bit by bit along the horizon, from a fifth of it on, so that the \
      network first learns what its channels are for. The answer says what was removed and what \
      was asked for; whole channels leave, so a small network may miss it by a little. A target \
      that no choice of channels reaches is refused, with the largest that can be.
      """,
    example: [
      .init("network lenet5"),
      .init(
        "prune consensus target=50% of=joules on=eyeriss-65nm",
        answers: "prune consensus: remove 50.0 % of 44.7 µJ an image on eyeriss-65nm, …"),
      .init("network mlp 300 100 input=1x28x28 classes=10"),
      .init("prune magnitude target=30% of=connections", answers: "prune magnitude: …"),
    ])
}
