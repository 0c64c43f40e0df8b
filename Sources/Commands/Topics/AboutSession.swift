import Notebook

/// `help session`.
enum AboutSession {
  static let topic = Topic(
    "session", otherNames: ["sessions", "record", "script", "scripts", "pollard"],
    "what was typed and what came out, as a file that replays",
    text: """
      ‘save first.pollard’ writes the lines typed so far with their answers, and the weights \
      beside them. ‘open first.pollard’ goes on from there, ‘replay first.pollard step’ shows it \
      line by line. In the file ‘>’ is typed, ‘|’ comes again and is compared, ‘~’ does not come \
      again (times, measured joules), ‘!’ is an expected error, ‘#’ is prose.

      In the shell ‘pollard first.pollard’ runs it, ‘pollard check first.pollard’ runs it and \
      compares, ‘pollard record first.pollard’ writes the answers anew. Plain lines without marks \
      are a script; there ‘$epochs’ stands for what ‘pollard FILE epochs=30’ says. ‘assert \
      accuracy>=88%’ makes either a test.
      """,
    example: [
      .init("data moons train=100 test=50"), .init("network mlp 8"), .init("train 2"),
      .init("save first.pollard", answers: "saved …: 3 cells"),
      .init("open first.pollard", answers: "restored from the weights beside …"),
    ])
}
