import Testing
import TestSupport

/// A front needs what Commands, Notebook and Reports give to anybody, and no terminal.
@Suite struct FrontTests {
  @Test func answersWarningsAndMistakesAreShown() {
    let front = PlainFront()
    for line in ["data moons train=64 test=20", "network mlp 8", "train 1", "flops"] {
      front.run(line)
    }
    #expect(front.text.contains("multiply-adds"))
    front.run("network mlp 4")
    #expect(front.text.contains("warning: the trained network"))
    front.run("flopps")
    #expect(front.text.contains("error:") && front.text.contains("did you mean ‘flops’?"))
  }

  @Test func linesThatACommandRunsAreShown() {
    let folder = Scratch()
    let first = PlainFront()
    for line in ["network mlp 8 input=2 classes=2", "save \(folder.path)/run.pollard"] {
      first.run(line)
    }
    let second = PlainFront()
    second.run("replay \(folder.path)/run.pollard")
    #expect(second.text.contains("mlp: 2 → 2"))
  }
}
