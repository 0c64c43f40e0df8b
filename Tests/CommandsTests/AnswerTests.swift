import Datasets
import Language
import TestSupport
import Testing
import Workspaces

@testable import Notebook
@testable import Sessions

/// What commands say where a line is out of the ordinary: nothing typed is passed over in silence.
@Suite struct AnswerTests {
  private let engine = Engine()
  private let scratch = Scratch()
  private static let points = ["data moons train=64 test=20", "network mlp 8 as=a"]

  private func run(_ lines: [String]) {
    for line in lines { #expect(engine.execute(line)?.diagnostic == nil, "\(line)") }
  }

  /// The word under the caret.
  private func marked(_ line: String) -> String? {
    engine.execute(line)?.diagnostic?.span?.text(in: line)
  }

  @Test func optimizerWithoutARuleChangesTheOneInUse() throws {
    run(["optimizer adam lr=0.01 decay=0 over=9", "optimizer schedule=constant"])
    #expect(
      try engine.text("optimizer lr=0.3")
        == "optimizer adam lr=0.3 decay=0 schedule=constant warmup=5% over=9")
    #expect(marked("optimizer momentum=0.3") == "0.3")
    #expect(
      try engine.text("optimizer sgd lr=0.1")
        == "optimizer sgd lr=0.1 momentum=0.9 nesterov=on decay=0.0005 schedule=cosine warmup=5%")
    #expect(try engine.text("optimizer momentum=0.5").contains("lr=0.1 momentum=0.5 nesterov=on"))
  }

  @Test func horizonsAreShownAndTheirEndIsSaid() throws {
    run(Self.points + ["train 2"])
    let shown = try #require(engine.execute("optimizer"))
    #expect(shown.report?["over"] == .real(2))
    #expect(
      try engine.text("optimizer").hasSuffix(
        "over=2\nthe horizon of ‘a’: 2 of 2 batches are behind it"))
    let progress = Announcements()
    engine.progress = progress
    run(["train 3"])
    #expect(progress.lines.first?.hasPrefix("3 of 3 batches run behind the end") == true)
    #expect(progress.lines.first?.contains("0.0000; type ‘optimizer over=3’") == true)
    run(["optimizer over=4", "train 4", "train 3 stop=0"])
    #expect(progress.lines.count == 1)
  }

  @Test func whatHasNoMeaningIsRefused() {
    run(Self.points + ["gate attach *"])
    #expect(marked("energy training batch=7") == "7")
    #expect(marked("gates by=class image=3") == "3")
    #expect(marked("train until batches accuracy=90%") == "batches")
  }

  @Test func goalsAreAnswered() throws {
    run(Self.points)
    let missed = try #require(engine.execute("train until accuracy=100% max=2"))
    #expect(missed.report?["goal_reached"] == false)
    #expect(missed.report?["test_accuracy"] != nil)
    run(["network mlp 8 as=b"])
    #expect(
      try engine.text("train until energy=0.1mJ max=900").contains("the goal of 100 µJ is reached"))
    // As many epochs as the energy lasts, not max=.
    let steps = try #require(engine.workspace.entry?.horizon?.steps)
    #expect(steps == engine.workspace.entry?.run.position.step)
    // What stops early says nothing, because it replays with stop=.
    #expect(try !engine.text("train until accuracy=100% max=2 stop=1").contains("goal"))
  }

  @Test func joulesOfATraining() throws {
    run(Self.points)
    let turn = try #require(engine.execute("train 1"))
    let line = try #require(RecordingText.lines(turn).last)
    #expect(line.kind == .volatile)
    #expect(line.text.hasPrefix("took "))
    #expect(line.text.contains("J (assumed, time × 7.5 W), "))
    #expect(line.text.hasSuffix(" images/s"))
  }

  @Test func blocksThatLeftHaveARow() throws {
    run([
      "data shapes train=300 test=200", "network resnet20 width=0.25",
      "gate attach * granularity=block", "prune consensus target=50%", "train 3",
    ])
    guard case .array(let rows)? = engine.execute("gates")?.report?["layers"] else {
      Issue.record("no rows")
      return
    }
    #expect(rows.count == 9)
    let left = rows.filter {
      if case .object(let row) = $0 { row["gates"] == 0 && row["retired"] == 1 } else { false }
    }
    #expect(left.count == 9 - (engine.workspace.entry?.network.gateModules.count ?? 0))
    #expect(left.count > 0)
    #expect(try engine.text("flops layers").contains("static multiply-adds"))
  }

  @Test(arguments: [
    ("add conv 16 99x99", "99x99"), ("add conv 16 99", "99"), ("add conv 16 groups=5", "5"),
    ("add conv 16 3x3 pad=999999", "999999"), ("add maxpool 99", "99"), ("add shortcut 2", "2"),
    ("add relu name=input", "input"), ("add sum from=input,b", "b"),
    ("add conv 4 strid=3", "strid"),
    ("help gate foo", "foo"), ("help foo", "foo"), ("network vgg16 width=64", "64"),
    ("data moons validation=100%", "100%"), ("data shapes classes=7", "7"),
    ("data moons x.csv", "x.csv"), ("data csv no.csv label=c", "no.csv"),
  ])
  func caretsStandUnderTheWord(_ line: String, _ word: String) {
    run(["network new input=3x16x16"])
    #expect(marked(line) == word)
  }

  @Test(arguments: [
    ("use x", "network mlp"), ("compare a b", "network mlp"),
    ("gate set conv1[9-3] off", "did you mean conv1[3-9]"),
    ("data csv no.csv label=c", "where pollard was started"),
    ("network vgg16 width=64", "a smaller width="),
  ])
  func waysOut(_ line: String, _ hint: String) {
    #expect(engine.execute(line)?.diagnostic?.hint?.contains(hint) == true)
  }

  @Test func misspeltLayerOptions() {
    run(["network new input=3x16x16"])
    let error = engine.execute("add conv 4 3x3 strid=3")?.diagnostic
    #expect(error?.hint?.hasSuffix("did you mean ‘stride’?") == true)
    #expect(
      engine.execute("add conv 4 3x3 foo")?.diagnostic?.hint?.hasPrefix("it is written ‘add conv")
        == true)
  }

  @Test func misspeltDataSets() throws {
    let typed = engine.execute("data mooons")?.diagnostic
    #expect(typed?.message.contains("fashion-mnist, mnist, moons, npz, folder, shapes") == true)
    #expect(typed?.hint == "did you mean ‘moons’?")
    // Without the signature of `data`, as files of a program that has more sets would name them.
    let unknown = #expect(throws: DatasetError.self) { try DatasetCatalog.source("mooons") }
    let hint = ErrorTranslation.diagnostic(for: try #require(unknown)).hint
    #expect(
      hint == "data sets here are \(DatasetCatalog.names.joined(separator: ", ")); "
        + "did you mean ‘moons’?")
  }

  @Test(arguments: [
    ("kinds", "columns here are length, width, kind; did you mean ‘kind’?"),
    ("widht", "columns here are length, width, kind; did you mean ‘width’?"),
    ("species", "columns here are length, width, kind"),
  ])
  func misspeltColumns(_ label: String, _ quote: String) throws {
    let path = scratch.file("irises.csv", "length,width,kind\n1,2,a\n2,3,b\n")
    let line = "data csv \(path) label=\(label)"
    let error = try #require(engine.execute(line)?.diagnostic)
    #expect(error.code == "data-no-such-column")
    #expect(error.span?.text(in: line) == label)
    #expect(error.quote == quote)
  }

  /// Names of columns are anybody's: what a terminal would obey is taken out, and what is long is
  /// cut.
  @Test func columnsOfAForgedFile() throws {
    let names = ["\u{1B}[2Jkind", String(repeating: "x", count: 10_000), "k"]
    let path = scratch.file("forged.csv", names.joined(separator: ",") + "\n1,2,a\n")
    let quote = try #require(engine.execute("data csv \(path) label=q")?.diagnostic?.quote)
    #expect(quote.hasPrefix("columns here are \u{FFFD}[2Jkind, xxx"))
    #expect(quote.count < 120)
  }

  @Test func presetsNameTheirOwnInput() {
    let error = engine.execute("network vgg16 width=64")?.diagnostic
    #expect(error?.message.contains("cannot be so wide") == true)
  }

  @Test func mapsAreNoClasses() {
    run(["data shapes train=32 test=8", "network new", "add conv 4 3x3"])
    let error = engine.execute("train 1")?.diagnostic
    #expect(error?.code == "wrong-shape")
    #expect(error?.hint == "end it with ‘add globalpool’ or ‘add linear 4’")
    run(["add globalpool", "train 1"])
  }

  @Test func trainedNetworksAreNotReplacedInSilence() {
    run(Self.points)
    #expect(engine.execute("network mlp 4 as=a")?.warnings.isEmpty == true)
    run(["train 1"])
    #expect(
      engine.execute("network mlp 8 as=a")?.warnings
        == ["the trained network ‘a’ was replaced; ‘undo’ brings it back"])
  }

  @Test func smallNumbersOfThings() throws {
    run(["data shapes train=33 test=3 batch=16", "network new"])
    #expect(try engine.text("layers").hasSuffix(" 0.0 %"))
    run(["add linear 4"])
    #expect(try engine.text("train 3 stop=0").hasPrefix("no batch was kept\n"))
    #expect(try engine.text("train 1 batches").contains("1 (1 batch)"))
    #expect(try engine.text("evaluate by=class").contains("cross          0         -"))
    #expect(engine.execute("flops")?.report?["kind"] == "counted")
    run(["data moons train=10 validation=10%"])
    #expect(try engine.text("data").contains("validation: 1 record\n"))
  }
}
