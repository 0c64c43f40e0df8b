import Notebook

/// `help joules`.
enum AboutJoules {
  static let topic = Topic(
    "joules", otherNames: ["joule", "watts", "device", "profile", "energy model"],
    "energy, of a device by a model or of this machine",
    text: """
      A joule is a watt for a second. There are two kinds here, and they never mix. ‘energy’, \
      ‘why’, ‘carbon’ and targets ‘of=joules’ ask a model: arithmetic, words moved, launches and \
      power over the time, with the constants of a device (‘devices’). It is estimated, and the \
      same on every machine. Where networks were measured on the device, ± is the median error of \
      those that its constants were not fitted on. The others are specified or assumed, as \
      horowitz-45nm, which bare lines ask until ‘set device=’.

      The joules behind ‘took’ under a training are those of this machine: measured where the \
      system shows energy counters, else assumed from the time and ‘set watts=’. They are shown \
      and never compared. Joules do not follow multiply-adds: ‘tour energy-is-not-flops’.
      """,
    example: [
      .init("network lenet5"),
      .init(
        "energy",
        answers: "48.3 µJ an image on horowitz-45nm, batch 1 (estimated); dense 48.3 µJ, …"),
      .init("set device=raspberry-pi-4-fp32"),
      .init("energy", answers: "2.15 mJ ± 10.1 % (of larger networks) an image on …"),
    ])
}
