import Notebook

/// `help consensus`.
enum AboutConsensus {
  static let topic = Topic(
    "consensus",
    otherNames: [
      "agreement", "decided", "undecided", "flips", "dynamic", "static", "dynamic network",
      "static network", "static sub-network",
    ],
    "the share of gates on which all images agree",
    text: """
      A gate looks at each image and multiplies a channel by 0 or 1. It is decided where every \
      image of the test split opens it, or every image shuts it. Consensus is the share of decided \
      gates; a flip is a change of a gate's majority since ‘gates’ was last asked.

      The dynamic network asks the gates about each image. The static network has one decision for \
      each gate, that of the majority, and it alone can be made smaller. Where consensus is 100 % \
      both are the same network; where it is low, the static one can be far worse. ‘prune \
      consensus’ trains the gates until they agree, and ‘tour gates-and-consensus’ shows both.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16"),
      .init("gate attach *"), .init("gates", answers: "consensus 100.0 %, undecided 0.0 %, …"),
      .init("train 5"),
      .init("evaluate", answers: "static sub-network: accuracy …; dynamic − static … points"),
    ])
}
