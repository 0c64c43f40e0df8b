/// Where operations are is not where energy goes.
enum EnergyIsNotFlops {
  static let lesson = Lesson(
    "energy-is-not-flops", "why fewer operations do not save as much energy",
    steps: [
      .command(
        "A convolutional network for images of 28x28. No data are needed to count.",
        "network convnet input=1x28x28 classes=10 as=wide",
        hint: "‘convnet’ is the preset, input= the shape of an image"
      ) { _, workspace in workspace.entry?.network.graph.index(named: "fc1") != nil },
      .command(
        "How many operations does an image take, layer by layer? Multiply-adds and FLOPs are shown "
          + "side by side, one is twice the other.", "flops layers",
        hint: "‘flops’, and ‘layers’ after it"
      ) { turn, _ in turn.recorded.contains("layers") },
      .number(
        "Which share of the multiply-adds has the layer fc1, in percent?", within: 0.51,
        hint: "100 × its multiply-adds / those of all; ‘layers’ has the shares too"
      ) { turns in
        let report = turns.reports(of: "flops").first
        return report?.share(of: "fc1", "macs", of: report?.values.number("macs"))
      },
      .command(
        "Joules are those of a device. Take a small board on which networks were measured, so that "
          + "the error of an estimate is known.", "set device=raspberry-pi-4-fp32",
        hint: "‘devices’ lists what there is, with errors"
      ) { turn, _ in turn.recorded.contains("raspberry") },
      .command(
        "And the energy, by the model of that board? It is an estimate, and says how far off.",
        "energy layers", hint: "‘energy’, and ‘layers’ after it"
      ) { turn, _ in turn.recorded.contains("layers") },
      .number(
        "Which share of the joules has fc1, in percent?", within: 0.51,
        hint: "the column ‘share’ in the row fc1"
      ) { turns in
        let report = turns.reports(of: "energy").first
        return report?.share(of: "fc1", "joules", of: report?.values.number("joules"))
      },
      .command(
        "Few operations and two fifths of the joules: why? Look at the bytes of weights.",
        "explain",
        hint:
          "‘explain’ takes the last ‘energy’ apart; ask it again if that was not the last answer"
      ),
      .command(
        "A weight of fc1 is read for one multiply-add, and its four bytes cost 26 of them. But it "
          + "is read once a batch. Ask about 64 images at once, and look at fc1 again.",
        "energy batch=64 layers",
        hint: "batch= says how many images run together"
      ) { turn, _ in turn.report?.values.number("batch") ?? 1 > 1 },
      .command(
        "Another device: a graphics card, where starting a layer is most of it.",
        "energy on=gpu-320w", hint: "on= names the device; ‘devices’ lists them"
      ) { turn, _ in turn.report?["device"] == "gpu-320w" },
      .command(
        "Now the same network with half of the channels everywhere.",
        "network convnet width=0.5 input=1x28x28 classes=10 as=half",
        hint: "width=0.5 halves the channels of every layer"
      ) { _, workspace in workspace.entry?.spec.contains("width") == true },
      .command("Count it.", "flops", hint: "the same question as before"),
      .number(
        "By how many percent did the multiply-adds fall from the wide network to this one?",
        within: 1.5, hint: "100 × (1 − now / before), with the two numbers of ‘flops’"
      ) { $0.fall(of: "macs", in: "flops") },
      .command(
        "And its energy on the graphics card?", "energy on=gpu-320w", hint: "the same device again"
      ) { turn, _ in turn.report?["device"] == "gpu-320w" },
      .number(
        "By how many percent did the joules of an image fall on the graphics card?", within: 1.5,
        hint: "100 × (1 − now / before), with the first numbers of the two answers about gpu-320w"
      ) { $0.fall(of: "joules", in: "energy") },
    ],
    ending:
      "So a target can be met in multiply-adds and missed in joules: say which of them you mean, "
      + "and on which device. ‘prune consensus target=50% of=joules on=DEVICE’ says both.")
}
