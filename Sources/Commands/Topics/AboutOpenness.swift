import Notebook

/// `help openness`.
enum AboutOpenness {
  static let topic = Topic(
    "openness", otherNames: ["gating", "gone"],
    "the share of images that open a gate",
    text: """
      A gate is a learned switch, 0 or 1, on a channel, a neuron or a residual block. Its openness \
      is the share of test images for which it is 1; that of a layer is the mean over its gates. \
      Gates start open, with a logit of about +2, and training moves them.

      ‘gates’ has a row for each layer. ‘gone’ counts gates whose channels have left, ‘undecided’ \
      those that some images open and some shut. The last column is a histogram: gates by the \
      share of images that open them, from none at the left to all at the right. ‘gates by=class’ \
      asks each class, ‘gates image=17’ one image, and ‘gate set’ holds a gate open or shut.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 4 4"),
      .init("gate attach *"), .init("gate set fc1[0,2] off"),
      .init("gates", answers: "fc1        4     0   50.0 %  …"),
    ])
}
