import Notebook

/// `help kinds`.
enum AboutKinds {
  static let topic = Topic(
    "kinds",
    otherNames: [
      "kinds of numbers", "kind", "numbers", "measured", "estimated", "assumed", "counted",
      "volatile",
    ],
    "where a number comes from: counted, estimated, measured, assumed",
    text: """
      Every number says where it comes from:
        counted: follows from the shapes of the layers, such as multiply-adds
        estimated: comes from a model, such as the joules of ‘energy’ on a device
        measured: was read from an instrument or a clock of this machine
        assumed: was chosen; the text beside it says on what ground

      A figure that says nothing came of training, and of the test images: accuracy, loss, \
      openness.

      What is measured here, and what follows from the time, is volatile: a session keeps it \
      behind ‘~’ and never compares it. Do not add an estimate to a measurement; ‘compare’ and \
      ‘compact’ show them side by side.
      """,
    example: [
      .init("network mlp 8 8 input=2 classes=2 as=small"),
      .init("network mlp 16 16 input=2 classes=2 as=wide"),
      .init("compare wide small", answers: "joules (estimated, horowitz-45nm)  …"),
    ])
}
