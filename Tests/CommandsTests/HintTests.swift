import Language
import Notebook
import NotebookTestSupport
import TestSupport
import Testing

@testable import Commands

/// What newcomers type, with the habits of other programs, and the way out they are told.
@Suite struct HintTests {
  private static let start = ["data moons train=100 test=50", "network mlp 8 as=n"]

  /// The message and the hint of a line that fails.
  private func error(_ line: String, after lines: [String] = start) throws -> Diagnostic {
    let engine = Engine()
    engine.run(lines)
    return try #require(engine.execute(line)?.diagnostic, "\(line)")
  }

  @Test(arguments: [
    ("exit", "did you mean ‘quit’?"), ("exit()", "did you mean ‘quit’?"),
    (":quit", "did you mean ‘quit’?"), ("?", "type ‘help’ for the commands"),
    ("train?", "did you mean ‘help train’?"), ("?train", "did you mean ‘help train’?"),
    ("help?", "type ‘help’ for the commands"), ("man train", "did you mean ‘help’?"),
    ("ls", "did you mean ‘networks’?"), ("rm n", "did you mean ‘drop’?"),
    ("load run.pollard", "did you mean ‘open’?"), ("model.fit(10)", "did you mean ‘train’?"),
    ("model.train()", "did you mean ‘train’?"), ("summary", "did you mean ‘layers’?"),
    ("Train 3", "did you mean ‘train’?"), ("x = 5", "‘param x=VALUE’ gives $x a value"),
    ("x=5", "‘param x=5’ gives $x a value"), ("threads=2", "did you mean ‘set threads=2’?"),
    ("seed=5", "did you mean ‘seed 5’?"), ("convention=thop", "‘convention=’ goes with ‘flops’"),
    ("resnet20", "did you mean ‘network resnet20’?"), ("relu", "did you mean ‘add relu’?"),
    ("moons", "did you mean ‘data moons’?"), ("list", "did you mean ‘networks’?"),
    ("presets", "did you mean ‘network’?"), ("clear", "Ctrl-L clears the screen"),
    ("help presets", "did you mean ‘help network’?"),
    ("random", "did you mean ‘mask random’ or ‘prune random’?"),
  ])
  func whatIsNoCommand(_ line: String, _ hint: String) throws {
    #expect(try error(line).hint == hint)
  }

  @Test(arguments: [
    ("train epochs=10", "did you mean ‘train 10 epochs’?"),
    ("train --epochs 10", "did you mean ‘train 10 epochs’?"),
    ("train 1e3", "did you mean 1000?"), ("train until max 5", "write max=5"),
    ("train until --max=5", "write max=5"),
    ("train until energy=5kj", "did you mean 5kJ?"),
    ("train until accuracy=90", "did you mean 90%?"),
    ("train until accuracy=0,9", "did you mean 90%?"), ("optimizer Adam", "did you mean ‘adam’?"),
    ("optimizer sgd learning_rate=0.1", "did you mean ‘lr’?"),
    ("optimizer sgd wd=0.1", "did you mean ‘decay’?"),
    ("optimizer sgd lr=0,1", "did you mean 0.1?"), ("prune l1", "did you mean ‘magnitude’?"),
    ("prune 30%", "for example ‘prune consensus target=30% of=connections’"),
    ("prune consensus 30%", "write target=30%"), ("prune gradual 30%", "write target=30%"),
    ("prune magnitude 50%", "write target=50%"),
    ("prune magnitude amount=50%", "did you mean ‘target’?"),
    ("prune consensus target=50% of=flops", "did you mean ‘macs’?"),
    ("mask fc1", "for example ‘mask magnitude target=90%’"),
    ("network MLP", "did you mean ‘mlp’?"), ("network resnet34", "did you mean ‘resnet32’?"),
    ("network mlp 300,100", "did you mean ‘300 100’?"),
    ("network mlp [300,100]", "did you mean ‘300 100’?"),
    ("network lenet5 input=28x28", "did you mean 1x28x28?"),
    ("network lenet5 input=28,28,1", "did you mean 1x28x28?"),
    ("network lenet5 input=1x3x32x32", "did you mean 3x32x32?"),
    ("network vgg16 input=16x16x3", "did you mean input=3x16x16?"),
    ("add dense 10", "did you mean ‘linear’?"), ("add ReLU", "did you mean ‘relu’?"),
    ("add conv 4 3x3 padding=1", "did you mean ‘pad’?"),
    ("evaluate test", "write split=test"), ("evaluate split=val", "did you mean ‘validation’?"),
    ("plot loss loss.png", "write to=loss.png"), ("plot acc", "did you mean ‘accuracy’?"),
    ("energy on=gpu", "did you mean ‘datacentre-gpu’?"),
    ("data imagenet", "for example ‘data moons train=400’"),
    ("data points.csv", "did you mean ‘csv points.csv’?"),
    ("train 3;", "a line is one command, without ‘;’: did you mean 3?"),
    ("train 3 && evaluate", "a line is one command: end it before ‘&&’"),
    ("evaluate > out.txt", "a line is one command: end it before ‘>’"),
    ("checkout epoch 1", "write epoch=1"), ("checkout 3", "an epoch is written epoch=3"),
    ("optimizer sgd 0.1", "write lr=0.1"), ("train 5 0.01", "write lr=0.01"),
    ("train", ", for example ‘train 3’"), ("prune consensus", ", for example ‘prune consensus"),
    ("prune consensus target=50% of=joules on=gpu", "did you mean ‘datacentre-gpu’?"),
    ("history 3:5", "did you mean 3-5?"), ("what-if fc1", "did you mean ‘what-if fc1 off’?"),
    ("set watts=15W", "did you mean 15?"), ("set memory=512", "did you mean 512MB?"),
    ("set memory=2gb", "did you mean 2GB?"), ("set autosave=yes", "did you mean on?"),
    ("set threads=two", "for example ‘set threads=0’"), ("set seed=5", "did you mean ‘seed 5’?"),
    ("set threads 2", "write threads=2"), ("set watts=15 W", "for example ‘set threads=2’"),
    ("export x.pt", "‘export x.safetensors’ writes the weights"),
    ("export x.pdf", "‘export x.html’ writes a page"),
    ("export loss.svg", "‘plot loss to=loss.svg’ draws a chart"),
    ("import x.onnx", "ends in .onnx or .safetensors"),
    ("import x.pth", "then ‘import x.safetensors’"),
    ("import run.pollard", "‘open run.pollard’ takes up a session"),
  ])
  func whatDoesNotFit(_ line: String, _ hint: String) throws {
    let error = try error(
      line, after: line.hasPrefix("add conv") ? ["network new input=1x8x8"] : Self.start)
    #expect(error.hint?.contains(hint) == true, "\(line): \(error.hint ?? "no hint")")
  }

  /// The image that a newcomer from Keras means is drawn all the same, with a question.
  @Test func channelsLast() throws {
    let turn = try #require(Engine().execute("network mlp 8 input=32x32x3 classes=10"))
    #expect(turn.isSuccess)
    #expect(
      turn.warnings == ["input=32x32x3 is 32 channels of 32x3; did you mean input=3x32x32?"])
    for input in ["3x32x32", "1x28x28", "64x4x4", "16x8x8", "3072"] {
      let plain = try #require(Engine().execute("network mlp 8 input=\(input) classes=10"))
      #expect(plain.warnings == [], "\(input)")
    }
  }

  /// A missing file is told before the label that is missing too.
  @Test func missingCSV() throws {
    let error = try error("data csv missing.csv")
    #expect(error.code == "data-missing")
    #expect(error.message == "missing.csv: expected a file, found nothing there")
    let scratch = Scratch()
    let file = scratch.file("points.csv", "x,y,kind\n1,2,a\n3,4,b\n")
    let unnamed = try self.error("data csv \(file)", after: [])
    #expect(unnamed.code == "data-option")
    #expect(
      unnamed.message.hasSuffix("label= to be the column with the class, found nothing there"))
    #expect(unnamed.quote == "columns here are x, y, kind")
    #expect(unnamed.hint == "type ‘data csv FILE label=COLUMN’")
    let folder = try self.error("data csv \(scratch.path)", after: [])
    #expect(folder.code == "data-unreadable" && folder.hint == "type the path of a file")
  }

  /// The files that lie there are named, and none to the lines of a session.
  @Test func missingFiles() throws {
    let scratch = Scratch()
    for name in ["first.pollard", "second.pollard", "net.safetensors"] {
      _ = scratch.file(name, "")
    }
    func hint(_ line: String) throws -> String? { try error(line, after: []).hint }
    #expect(
      try hint("open \(scratch.file("frist.pollard"))")
        == "files here are first.pollard, second.pollard; did you mean ‘first.pollard’?")
    #expect(
      try hint("import \(scratch.file("nett.safetensors"))")
        == "the only file here is net.safetensors; did you mean ‘net.safetensors’?")
    #expect(
      try hint("open \(scratch.path)") == "files here are first.pollard, second.pollard")
    #expect(try hint("replay \(scratch.path)/no/x")?.contains("no folder") == true)
    let session = scratch.file("s.pollard", "#! pollard session 1\n> open frist.pollard\n")
    let turn = try #require(Engine().execute("replay \(session)"))
    #expect(turn.diagnostic != nil)
    #expect(turn.diagnostic?.hint?.contains("second") != true)
  }

  /// Whoever types a line of the manual too early is told what to type before it.
  @Test(arguments: [[], ["data moons train=64 test=20"], ["network new input=2 as=n"], start])
  func everyExampleTooEarly(_ lines: [String]) throws {
    let skipped = ["benchmark", "data", "energy calibrate"]
    var configuration = EngineConfiguration()
    configuration.writesFiles = false
    for command in CommandCatalog.all where !skipped.contains(command.signature.verb) {
      for example in command.signature.examples {
        let engine = Engine(configuration: configuration)
        engine.run(lines)
        guard let error = engine.execute(example.line)?.diagnostic else { continue }
        #expect(error.hint != nil, "\(example.line): \(error.message)")
      }
    }
  }

  /// What people type that is called otherwise here leads to something that can be typed.
  @Test(arguments: CommandCatalog.all.map { $0.signature })
  func otherWordsAreHere(_ signature: Signature) {
    let verbs = Set(CommandCatalog.all.flatMap { $0.signature.words.prefix(1) })
    for name in signature.otherNames {
      #expect(!verbs.contains(name), "‘\(name)’ is a command")
      let owners = CommandCatalog.all.filter { $0.signature.otherNames.contains(name) }
      #expect(owners.count == 1, "‘\(name)’ stands for \(owners.count) commands")
    }
    let words = Set(
      (signature.positionals + signature.allOptions).flatMap { [$0.name] + $0.literals }
        + signature.openKeys.values.joined().map(\.text))
    for (other, own) in signature.otherWords {
      #expect(words.contains(own), "\(signature.verb): ‘\(own)’ is no word of it")
      #expect(!words.contains(other), "\(signature.verb): ‘\(other)’ is a word of it")
      #expect(other == other.lowercased(), "\(signature.verb): ‘\(other)’")
    }
  }
}

/// Layers that are there, and have no gates or can have none.
@Suite struct GateHintTests {
  private func error(_ line: String, after lines: [String]) throws -> Diagnostic {
    let engine = Engine()
    engine.run(["data moons train=100 test=50", "network mlp 8 as=n"] + lines)
    return try #require(engine.execute(line)?.diagnostic, "\(line)")
  }

  @Test(arguments: [
    (
      "gate attach relu1",
      "‘relu1’ cannot be gated: it makes no channels that could leave one by one; those it "
        + "carries come from ‘fc1’", "try ‘gate attach fc1’"
    ),
    (
      "gate attach fc2",
      "‘fc2’ cannot be gated: it makes the network's output, and every class needs its number",
      "‘gate attach *’ takes all that can be: fc1"
    ),
    (
      "gate attach fc1[3]", "‘fc1[3]’ does not fit PATTERN: expected a layer, or a pattern with *",
      "did you mean ‘fc1’?"
    ),
    ("gate set fc1 off", "‘fc1’ has no gates", "‘gate attach fc1’ puts gates on it"),
    ("gate detach fc1", "‘fc1’ has no gates", "‘gate attach fc1’ puts gates on it"),
    (
      "gate set relu1 off",
      "‘relu1’ has no gates, and can have none: it makes no channels that could leave one by one; "
        + "those it carries come from ‘fc1’", "try ‘gate attach fc1’"
    ),
  ])
  func withoutGates(_ line: String, _ message: String, _ hint: String) throws {
    let error = try error(line, after: [])
    #expect(error.message == message)
    #expect(error.hint == hint)
  }

  @Test(arguments: [
    (
      "gate attach fc1", "‘fc1’ has gates already",
      "‘gate detach fc1’ takes them away; ‘gates’ shows them"
    ),
    (
      "gate set relu1 off",
      "‘relu1’ has no gates of its own: it carries the channels of ‘fc1’", "did you mean ‘fc1’?"
    ),
    (
      "gates relu1", "‘relu1’ has no gates of its own: it carries the channels of ‘fc1’",
      "did you mean ‘fc1’?"
    ),
    (
      "gate detach fc2",
      "‘fc2’ has no gates, and can have none: it makes the network's output, and every class "
        + "needs its number", "‘gates’ shows the layers that are: all that can be"
    ),
    ("gate detach f3", "there is no gated layer named ‘f3’", "the only gated layer here is fc1"),
  ])
  func withGates(_ line: String, _ message: String, _ hint: String) throws {
    let error = try error(line, after: ["gate attach *"])
    #expect(error.message == message)
    #expect(error.hint?.hasPrefix(hint) == true)
  }

  @Test func blocks() throws {
    let engine = Engine()
    engine.run(["data shapes train=32 test=16", "network resnet20 width=0.25"])
    let block = try #require(engine.execute("gate attach s1b1")?.diagnostic)
    #expect(block.hint == "try ‘gate attach s1b1 granularity=block’")
    let coupled = try #require(engine.execute("gate attach s1b1.conv2")?.diagnostic)
    #expect(coupled.message.hasPrefix("‘s1b1.conv2’ cannot be gated: it is added to the channels"))
    #expect(coupled.hint == "try ‘gate attach s1b1.conv2 granularity=group’")
    #expect(engine.execute("gate attach s1b1 granularity=block")?.isSuccess == true)
    let attached = try engine.report("gate attach s1b1.conv2 granularity=group")
    #expect(attached.values["gated"] == .array([.string("conv1")]))
    let member = try #require(engine.execute("gate set s1b2.conv2[1] off")?.diagnostic)
    #expect(
      member.message
        == "‘s1b2.conv2’ has no gates of its own: it shares those of its group, ‘conv1’"
    )
    #expect(member.hint == "did you mean ‘conv1’?")
    let again = try #require(
      engine.execute("gate attach s1b3.conv2 granularity=group")?.diagnostic)
    #expect(again.hint?.hasPrefix("‘gate detach conv1’") == true)
    let worth = try engine.report("why s1b2.conv2[1]")
    #expect(worth.values["can_leave"] == .bool(true))
    #expect(worth.rows("leaves").contains { $0.word("layer") == "conv1" })
    #expect(engine.execute("what-if conv1[0] off")?.isSuccess == true)
    #expect(engine.execute("gate detach conv1")?.isSuccess == true)
    engine.run(["gate detach *", "gate attach * granularity=group"])
    #expect(engine.execute("gate attach * granularity=block")?.isSuccess == true)
    #expect(engine.execute("what-if s2b1 off")?.isSuccess == true)
  }
}
