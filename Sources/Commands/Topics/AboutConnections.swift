import Notebook

/// `help connections`.
enum AboutConnections {
  static let topic = Topic(
    "connections", otherNames: ["connection", "parameters", "weights", "sparsity"],
    "the weights of convolutions and linear layers",
    text: """
      A connection is a weight between two neurons, or one number of a filter. A convolution of k \
      filters over c channels with a window of 5x5 has k · c · 25 of them, a linear layer from m \
      to n neurons m · n. Parameters are more: they count biases, and the scale and shift of batch \
      norm, too.

      A weight of a linear layer is used once an image, one of a convolution at every position. So \
      half of the connections is seldom half of the multiply-adds: say which of them a target \
      counts, with ‘of=connections’ or ‘of=macs’.
      """,
    example: [
      .init("network lenet5"), .init("flops", answers: "all        416,520  833,040       61,470"),
      .init(
        "prune consensus target=50% of=connections",
        answers: "prune consensus: remove 50.0 % of 61,470 connections, …"),
    ])
}
