import Networks
import Pruning

/// Gates decide by image and disagree; trained to agree, they become a smaller network, which is
/// compared with its twin.
enum GatesAndConsensus {
  static let lesson = Lesson(
    "gates-and-consensus", "gates that disagree, learn to agree, and leave",
    steps: [
      .command(
        "Data first, with a test split to ask the gates about.",
        "data moons train=1000 test=500 batch=32 seed=0",
        hint: "‘data moons’, and train=, test= and batch= after it"
      ) { _, workspace in workspace.data?.dataset.name == "moons" },
      .command(
        "A network that is larger than the task needs.", "network mlp 32 32 as=free",
        hint: "‘network mlp’ with two sizes, and a name with as="
      ) { _, workspace in
        workspace.entry?.network.parameters.isEmpty == false
          && workspace.entry?.network.hasGates == false
      },
      .command(
        "A gate multiplies a neuron's output by 0 or 1, and looks at the input to decide. Put one "
          + "on every neuron of the hidden layers; the output layer never gets any.",
        "gate attach *",
        hint: "‘*’ stands for every layer that can be gated"
      ) { _, workspace in workspace.entry?.network.hasGates == true },
      .command(
        "Gates start open. The last column counts gates by the share of images that open them, "
          + "from none at the left to all at the right.", "gates", hint: "the command is one word"
      ) { turn, _ in turn.report?["consensus"] != nil },
      .command(
        "Train, and ask the gates for nothing: they serve the task alone.", "train 6",
        hint: "six epochs are enough here"
      ) { _, workspace in workspace.entry?.run.position.step ?? 0 > 0 },
      .command(
        "Look at them again. Many open for some images and shut for others: they have become a "
          + "part of the answer.", "gates",
        hint: "the same question as before the training"
      ) { turn, _ in turn.report?["consensus"] != nil },
      .number(
        "Consensus is the share of gates on which all images agree. How large is it, in percent?",
        within: 0.51, hint: "the number after ‘consensus’ under the table"
      ) { $0.reports(of: "gates").first?.values.number("consensus").map { 100 * $0 } },
      .command(
        "Only a network whose gates stay as they are can be made smaller: the static one, where "
          + "each gate does what most images want. How good is it, beside the dynamic one?",
        "evaluate", hint: "‘evaluate’ asks about both"
      ) { turn, _ in turn.report?["static_accuracy"] != nil },
      .number(
        "How many points of accuracy would be lost?", within: 0.51,
        hint: "the last number of ‘evaluate’, dynamic − static; ‘evaluate’ again brings it back"
      ) { turns in
        let report = turns.reports(of: "evaluate").first
        guard let dynamic = report?.values.number("accuracy"),
          let fixed = report?.values.number("static_accuracy")
        else { return nil }
        return 100 * (dynamic - fixed)
      },
      .command(
        "So the gates have to agree while they train. Begin again, with the same weights.",
        "network mlp 32 32 as=gated", hint: "the same preset under another name"
      ) { _, workspace in
        workspace.entry?.network.parameters.isEmpty == false
          && workspace.entry?.network.hasGates == false
      },
      .command(
        "Ask for a network with half of the connections. The method puts the gates on. Nothing "
          + "runs yet; the next training keeps to it.",
        "prune consensus target=50% of=connections",
        hint: "the method is ‘consensus’; target= is the share to remove"
      ) { _, workspace in workspace.entry?.method != nil },
      .command(
        "Train weights and gates together. The target falls bit by bit, a polarizing loss makes "
          + "the gates agree, and at 70 % of the run they become constants.", "train 20",
        hint: "twenty epochs: agreeing takes time"
      ) { _, workspace in workspace.entry?.method?.isFinished == true },
      .command(
        "The lines under the epochs tell how far the gates agreed before that, and what the "
          + "dynamic and the static network could do. Ask the gates: some are gone with their "
          + "neurons.", "gates", hint: "the same question once more"
      ) { turn, _ in turn.report?["consensus"] != nil },
      .number(
        "How large is the consensus now, in percent?", within: 0.51,
        hint: "the number after ‘consensus’ under the table"
      ) { $0.reports(of: "gates").first?.values.number("consensus").map { 100 * $0 } },
      .command(
        "How was that counted?", "explain",
        hint: "‘explain’ speaks of the last answer; ask ‘gates’ again if it was another"),
      .command(
        "Where all agree, no gate needs to look any more. Take the static network out, with a "
          + "proof that it computes the same.", "compact as=small",
        hint: "‘compact’, and a name with as="
      ) { _, workspace in workspace.entry?.origin != nil },
      .command(
        "What did that cost? Only a twin can tell: the same network without gates. The seed gives "
          + "it the same weights and batches.", "network mlp 32 32 as=dense",
        hint: "the preset once more, under a third name"
      ) { _, workspace in
        workspace.entry?.network.parameters.isEmpty == false
          && workspace.entry?.network.hasGates == false && workspace.entry?.origin == nil
      },
      .command(
        "Trained as long as the other.", "train 20", hint: "as many epochs as the gated one had"
      ) { _, workspace in workspace.entry?.run.position.step ?? 0 > 0 },
      .command(
        "Both side by side. Measured time stands apart, because it belongs to this machine.",
        "compare dense small", hint: "‘compare’ takes two names; ‘networks’ lists them"),
      .number(
        "How many points of test accuracy lie between the two?", within: 0.051,
        hint: "the row ‘test accuracy’; ‘compare’ again brings it back"
      ) { turns in
        guard let values = turns.reports(of: "compare").first?.values else { return nil }
        let found = values.keys.compactMap { name -> Double? in
          guard case .object(let network)? = values[name] else { return nil }
          return network.number("accuracy")
        }
        return found.count == 2 ? 100 * abs(found[0] - found[1]) : nil
      },
    ],
    ending:
      "One training run, no gates left, the target met, and a twin that says what it cost. One run "
      + "tells little: repeat it with ‘seed 2’. ‘help consensus’, ‘help twin’ and Docs/Method.md "
      + "tell more.")
}
