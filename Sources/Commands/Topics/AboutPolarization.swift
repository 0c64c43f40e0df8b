import Notebook

/// `help polarization`.
enum AboutPolarization {
  static let topic = Topic(
    "polarization", otherNames: ["polarize", "polarise", "polarisation"],
    "the part of the loss that makes gates agree",
    text: """
      ‘prune consensus’ adds to the loss, for each gate, ḡ (1 − ḡ), where ḡ is the share of a \
      batch that opens it. That is the variance of the gate over the images: it is zero when all \
      agree, whether open or shut, and largest when half of them do. A second term draws the \
      logits of a divided gate together.

      It rises from a fifth of the horizon to three fifths, up to ‘strength=’. ‘polarize=soft’ \
      takes probabilities in place of 0 and 1, ‘polarize=off’ leaves it out: gates then decide by \
      image, and the freeze has to round them. ‘explain’ after ‘plot gates’ has the formula.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16"),
      .init(
        "prune consensus target=50% of=connections polarize=soft strength=2",
        answers: "prune consensus: remove …, polarize=soft strength=2 …"),
      .init("train 5", answers: "before: consensus  …"),
    ])
}
