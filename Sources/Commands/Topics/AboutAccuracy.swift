import Notebook

/// `help accuracy`.
enum AboutAccuracy {
  static let topic = Topic(
    "accuracy", otherNames: ["loss", "score", "test accuracy", "noise"],
    "the share of right answers, and on which images",
    text: """
      Accuracy is the share of images whose largest output is their class; the loss is the mean \
      cross entropy in nats, which training makes small. The table of ‘train’ has both of the \
      images that were trained on, while they were; ‘evaluate’ has those of the test split, with \
      the weights as they are. ‘task’ tells of other scores.

      On N test images an accuracy p is uncertain by √(p (1 − p) / N), 0.3 points at 90 % of \
      10,000, and two runs from two seeds differ by as much or more. A difference that small says \
      nothing. ‘data … validation=10%’ sets training images aside, so that choices need not be \
      made on the test split.
      """,
    example: [
      .init("data moons train=400 test=200 validation=10% seed=0"), .init("network mlp 16 16"),
      .init("train 3"), .init("evaluate", answers: "test: accuracy … %, loss …, 200 images"),
      .init("evaluate split=validation", answers: "validation: accuracy … %, loss …, 40 images"),
      .init("explain"),
    ])
}
