import Notebook

/// `help multiply-add`.
enum AboutMultiplyAdd {
  static let topic = Topic(
    "multiply-add", otherNames: ["multiply-adds", "mac", "macs", "mult-adds", "operations"],
    "one multiplication and one addition; two FLOPs",
    text: """
      A multiply-add, or MAC, multiplies an input by a weight and adds the product to a sum. A \
      linear layer from m to n neurons takes m · n an image, a convolution its connections times \
      the positions of its output. Biases, batch norm, activations and pools are not counted.

      FLOPs are twice as many, and both are always shown. Other tools count other things under \
      either name: ‘flops convention=fvcore’ prints what that tool would return, and why it \
      differs. Gates that close lower ‘now’; work is saved once the channels are gone.
      """,
    example: [
      .init("network lenet5"), .init("flops", answers: "all        416,520  833,040       61,470"),
      .init("flops convention=thop"), .init("explain"),
    ])
}
