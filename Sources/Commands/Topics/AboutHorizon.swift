import Notebook

/// `help horizon`.
enum AboutHorizon {
  static let topic = Topic(
    "horizon", otherNames: ["over", "schedule", "edge", "epoch", "epochs", "learning rate"],
    "the epochs along which the learning rate and the target move",
    text: """
      The learning rate rises and falls along a horizon, and the target of ‘prune’ falls along it \
      too. ‘optimizer over=30’ sets it in epochs; where none is typed, the first ‘train’ does, \
      with its own number. Later trains go on along it. At its end a cosine has come down to zero, \
      and past it the last value holds, so a second ‘train 5’ behind the first would learn \
      nothing.

      ‘optimizer over=5’ begins another where the network is, five epochs from there; ‘train 5 \
      lr=0.01’ trains beside it, at one rate. ‘optimizer’ tells how much of the horizon is behind \
      the network. The end of an epoch is an edge: the state there is kept, and ‘checkout epoch=3’ \
      goes back to it.
      """,
    example: [
      .init("data moons train=400 test=200 seed=0"), .init("network mlp 16 16"), .init("train 2"),
      .init("optimizer over=3"), .init("train 3"),
      .init("optimizer", answers: "the horizon of ‘mlp’: 12 of 12 batches are behind it"),
    ])
}
