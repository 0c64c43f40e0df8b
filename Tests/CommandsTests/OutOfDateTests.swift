import Language
import Testing

@testable import Notebook
@testable import Sessions

/// Answers whose network or data have moved on are marked, and no others.
@Suite struct OutOfDateTests {
  private static let start = ["data moons train=64 test=20", "network mlp 8 as=a", "train 2"]

  /// Why each line but those of the start is out of date, as `history` says it.
  private func reasons(_ engine: Engine) throws -> [String: String?] {
    let report = try #require(engine.execute("history")?.report)
    guard case .array(let lines)? = report["lines"] else { return [:] }
    var reasons: [String: String?] = [:]
    for case .object(let line) in lines { reasons[line.word("input")!] = line.word("out_of_date") }
    return reasons
  }

  @Test func trainingOnMarksWhatDependsOnWeights() throws {
    let engine = Engine.after(Self.start + ["evaluate", "flops", "devices", "energy training"])
    #expect(try reasons(engine).values.allSatisfy { $0 == nil })
    _ = engine.execute("train 3")
    let found = try reasons(engine)
    let moved = "‘a’ was at epoch 2 when it was computed and is at epoch 5 now"
    #expect(found["evaluate"] == moved)
    #expect(found["energy training"] == moved)
    for line in ["flops", "devices", "train 2", "train 3"] { #expect(found[line] == .some(nil)) }
    let listed = try engine.text("history")
    #expect(listed.contains("4 *  evaluate"))
    #expect(listed.contains("* out of date:\n  4, 7  \(moved)"))
    #expect(try engine.text("history 5-6").contains("*") == false)
    #expect(try engine.text("show").contains("out of date: cells 4, 7; ‘history’ says why"))
    #expect(engine.execute("show")?.report?["out_of_date"] == [4, 7])
  }

  @Test func undoLeadsBack() throws {
    let engine = Engine.after(Self.start + ["evaluate", "train 1", "evaluate split=train", "undo"])
    let found = try reasons(engine)
    #expect(found["evaluate"] == .some(nil))
    #expect(
      found["evaluate split=train"]
        == "‘a’ was at epoch 3 when it was computed and is at epoch 2 now")
    _ = engine.execute("redo")
    #expect(try reasons(engine)["evaluate split=train"] == .some(nil))
    _ = engine.execute("checkout epoch=2")
    #expect(try reasons(engine)["evaluate"] == .some(nil))
  }

  @Test func changesOfOtherKindsAreNamed() throws {
    var engine = Engine.after(Self.start + ["flops", "gate attach *"])
    let changed = "‘a’ was at epoch 2 when it was computed and has other layers or gates now"
    #expect(try reasons(engine)["flops"] == changed)
    engine = Engine.after(Self.start + ["gate attach *", "flops", "gate set fc1[3] off"])
    #expect(try reasons(engine)["flops"] == changed)
    engine = Engine.after(Self.start + ["evaluate", "network mlp 8 as=b", "drop a"])
    #expect(try reasons(engine)["evaluate"] == "there is no ‘a’ any more")
    engine = Engine.after(Self.start + ["evaluate", "network mlp 8 as=b"])
    #expect(try reasons(engine)["evaluate"] == .some(nil))
    engine = Engine.after(Self.start + ["evaluate", "data moons train=64 test=30"])
    #expect(try reasons(engine)["evaluate"] == "‘moons’ was loaded again and is not the same")
    engine = Engine.after(Self.start + ["evaluate", "data spirals train=64 test=30"])
    #expect(
      try reasons(engine)["evaluate"]
        == "it was asked about ‘moons’, and ‘spirals’ is loaded now")
    // The same place by another way holds other weights.
    engine = Engine.after(
      Self.start + ["evaluate", "checkout epoch=1", "optimizer lr=0.5", "train 1"])
    #expect(
      try reasons(engine)["evaluate"]
        == "‘a’ was at epoch 2 when it was computed and has other weights now")
  }

  @Test func comparisonsAndChartsStandOnAllTheyShow() throws {
    let engine = Engine.after(
      Self.start + ["copy a as=b", "compare a b", "plot loss", "plot energy", "train 1"])
    let found = try reasons(engine)
    let moved = "‘b’ was at epoch 2 when it was computed and is at epoch 3 now"
    #expect(found["compare a b"] == moved)
    #expect(found["plot loss"] == moved)
    #expect(found["plot energy"] == .some(nil))
  }

  @Test func explainSaysThatItsAnswerIsOld() throws {
    let engine = Engine.after(Self.start + ["evaluate", "explain"])
    #expect(engine.execute("explain")?.report?["out_of_date"] == .null)
    #expect(try reasons(engine)["explain"] == .some(nil))
    _ = engine.execute("train 1")
    _ = engine.execute("evaluate split=train")
    _ = engine.execute("undo")
    let moved = "‘a’ was at epoch 3 when it was computed and is at epoch 2 now"
    let told = try engine.text("explain")
    #expect(told.hasPrefix("‘evaluate split=train’ is out of date: \(moved)\n\naccuracy = "))
    // What a change told about itself is explained as well, and marked where it was taken back.
    _ = engine.execute("redo")
    _ = engine.execute("train 1")
    _ = engine.execute("undo")
    #expect(try engine.text("explain").hasPrefix("‘train 1’ is out of date: "))
  }

  @Test func whatWasCompactedKnowsThatItsSourceMovedOn() throws {
    let engine = Engine.after(
      Self.start + ["gate attach *", "gate set fc1[3] off", "compact as=small"])
    #expect(try engine.text("compare small a").contains("compacted from") == false)
    _ = engine.execute("use a")
    _ = engine.execute("train 1")
    #expect(
      try engine.text("compare small a").contains(
        "‘small’ was compacted from ‘a’ after epoch 2, which is now after epoch 3"))
  }
}
