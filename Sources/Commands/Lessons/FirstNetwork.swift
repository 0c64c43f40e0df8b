import Networks

/// Data, a network, a training, a question: the way of every session.
enum FirstNetwork {
  static let lesson = Lesson(
    "first-network", "build a network, count it, train it, evaluate it",
    steps: [
      .command(
        "A network learns from data. Two half circles of points, made on the spot, are enough to "
          + "begin with.", "data moons train=400 test=200 seed=0",
        hint: "‘data’ loads a set, and ‘moons’ is the set of two half circles"
      ) { _, workspace in workspace.data?.dataset.name == "moons" },
      .command(
        "Now a network for it: two hidden layers of 16 neurons. Inputs and classes come from the "
          + "data.", "network mlp 16 16 as=first",
        hint: "‘mlp’ is the preset; the sizes of the hidden layers follow it"
      ) { _, workspace in workspace.entry?.network.parameters.isEmpty == false },
      .command(
        "The table of its layers says what each puts out and what it costs.", "layers",
        hint: "the command is one word and takes nothing"),
      .number(
        "A multiply-add is one multiplication and one addition. How many does the whole network "
          + "need for one point? Look at the last row.", within: 0.5,
        hint: "the row ‘total’, the column ‘multiply-adds’"
      ) { $0.reports(of: "layers").first?.values.number("macs") },
      .command(
        "Where does that number come from? The program tells the formula of its last answer.",
        "explain",
        hint: "‘explain’ speaks of the last answer; if you asked something else in "
          + "between, type ‘layers’ again first"),
      .command(
        "Train it: five times through the training points.", "train 5",
        hint: "‘train’ takes the number of epochs"
      ) { _, workspace in workspace.entry?.run.position.step ?? 0 > 0 },
      .command(
        "The training points are known to it by now. How does it do on points it never saw?",
        "evaluate", hint: "‘evaluate’ asks about the test split where nothing else is typed"),
      .number(
        "Which accuracy does it have on the test split, in percent?", within: 0.51,
        hint: "the first number after ‘accuracy’; if it is gone, type ‘evaluate’ again"
      ) { $0.reports(of: "evaluate").first?.values.number("accuracy").map { 100 * $0 } },
      .command(
        "Nothing is lost here: the last command that changed something can be taken back.", "undo",
        hint: "one word; questions such as ‘evaluate’ do not count, so it takes back the training"),
      .command(
        "And done again, with the same digits.", "redo", hint: "the opposite of ‘undo’"),
    ],
    ending: "‘save first.pollard’ keeps all of this as a file that replays digit by digit.")
}
