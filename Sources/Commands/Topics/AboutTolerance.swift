import Notebook

/// `help tolerance`.
enum AboutTolerance {
  static let topic = Topic(
    "tolerance", otherNames: ["tolerances", "derived", "trained", "promise", "check"],
    "how far a checked number may lie from the recorded one",
    text: """
      ‘pollard check FILE’ runs a session again and compares what comes out. On the arithmetic it \
      was recorded with, each line has to be the same text. On another one it depends on the \
      number:
        derived, from the lines and the data alone (counts, estimated joules): exact
        accuracy: within 2 points; decibels: within 1
        loss: within 10 %
        totals of a gated network, such as its multiply-adds: within 4 points of dense
        promises, such as a target met: their own limit

      The state of single gates is not compared then, and volatile lines (‘~’) never are. ‘check \
      --exact’ demands the same text.
      """,
    example: [
      .init(
        "data moons train=100 test=50",
        answers: "moons: 100 training, 50 test, 2 features, 2 classes, batch 128"),
      .init("network mlp 8"), .init("train 2"), .init("evaluate"),
    ])
}
