import Notebook

/// `help sweep`.
enum AboutSweep {
  static let topic = Topic(
    "sweep", otherNames: ["sweeps", "seeds"],
    "many runs of one script, and what their means can tell",
    text: """
      With another seed the same network ends elsewhere, often by more than methods differ. A \
      sweep runs a script for every value of its parameters, in the shell:

       pollard sweep FILE.pollard width=4,8,16 seed=1..5

      FILE says $width where the value belongs, and ‘param width=8’ is the value without a sweep. \
      Each run is a process and becomes a session of its own; all go into the folder \
      FILE.pollard.sweep. Killed or stopped, the same line goes on. ‘pollard --help’ lists more.

      Here ‘runs FOLDER’ tells means and 95 % intervals, ‘runs FOLDER against=NAME:VALUE’ the \
      differences of runs with the same seed, and ‘plot accuracy runs=FOLDER’ draws them.
      """,
    example: [
      .init("param width=8"), .init("data spirals train=400 test=200 seed=0"),
      .init("network mlp $width $width"), .init("train 4"), .init("evaluate"),
    ])
}
