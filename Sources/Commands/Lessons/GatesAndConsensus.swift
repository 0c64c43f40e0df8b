import Networks
import Pruning

/// Gates decide by image, come to agree, and become a smaller network.
enum GatesAndConsensus {
  static let lesson = Lesson(
    "gates-and-consensus", "gates that open by image, agree while they train, and leave",
    steps: [
      .command(
        "Data first, with a test split to ask the gates about.",
        "data moons train=1000 test=500 batch=32 seed=0",
        hint: "‘data moons’, and train=, test= and batch= after it"
      ) { _, workspace in workspace.data?.dataset.name == "moons" },
      .command(
        "A network that is larger than the task needs.", "network mlp 32 32 as=gated",
        hint: "‘network mlp’ with two sizes, and a name with as="
      ) { _, workspace in workspace.entry?.network.parameters.isEmpty == false },
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
        "Ask for a network with half of the connections. Nothing runs yet; the next training keeps "
          + "to it.", "prune consensus target=50% of=connections",
        hint: "the method is ‘consensus’; target= is the share to remove"
      ) { _, workspace in workspace.entry?.method != nil },
      .command(
        "Train weights and gates together. The target falls bit by bit, a polarizing loss makes "
          + "the gates agree, and at 70 % of the run they become constants.", "train 8",
        hint: "eight epochs are enough here"
      ) { _, workspace in workspace.entry?.method?.isFinished == true },
      .command(
        "Ask the gates again. Some are gone with their neurons.", "gates",
        hint: "the same question as before the training"
      ) { turn, _ in turn.report?["consensus"] != nil },
      .number(
        "Consensus is the share of gates on which all images agree. How large is it, in percent?",
        within: 0.51, hint: "the number after ‘consensus’ under the table"
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
        "Both side by side. Measured time stands apart, because it belongs to this machine.",
        "compare gated small", hint: "‘compare’ takes two names; ‘networks’ lists them"),
    ],
    ending: "One training run, no gates left, and the target was met. Docs/Method.md tells how.")
}
