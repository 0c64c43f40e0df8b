import Notebook

/// `help freeze`.
enum AboutFreeze {
  static let topic = Topic(
    "freeze", otherNames: ["freezing", "frozen"],
    "the point of a run where gates become constants",
    text: """
      ‘prune consensus’ trains weights and gates together up to the freeze, at 70 % of the horizon \
      where ‘freeze=’ sets no other. There ‘train’ reports how far the gates agree and what the \
      dynamic and the static network can do, projects the decisions onto the target (‘help \
      projection’), and makes each gate a 0 or a 1. What is shut leaves, and the rest of the run \
      trains the static network, so that it recovers from the cut.

      An earlier freeze costs less training energy and some accuracy. A training that ends before \
      it leaves the gates as they are: train on, or ‘compact’, which decides then.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16"),
      .init("prune consensus target=50% of=connections freeze=50%"),
      .init("train 6", answers: "the gates became constants after epoch 3, batch 0:"),
    ])
}
