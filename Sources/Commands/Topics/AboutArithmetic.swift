import Notebook

/// `help arithmetic`.
enum AboutArithmetic {
  static let topic = Topic(
    "arithmetic", otherNames: ["digits", "fma", "reproducible"],
    "the order of sums and roundings, by name; same name, same digits",
    text: """
      The last digits of a sum depend on the order of its terms, and training carries them on \
      until they can be seen. The order used here has a name, which every session keeps: ‘fma-3’ \
      on processors with fused multiply-add, the same for AVX2 and AVX-512, and ‘base-3’ on \
      others.

      Under one name a session gives the same digits on every machine, at any number of threads. \
      Under another name ‘pollard check’ compares within a tolerance (‘help tolerance’).
      """,
    example: [
      .init("version", answers: "arithmetic  …"), .init("data moons train=100 test=50"),
      .init("network mlp 8"), .init("set threads=1"), .init("train 1"), .init("undo"),
      .init("set threads=2"), .init("train 1"),
    ])
}
