import Datasets
import Foundation
import TestSupport
import Testing
import Training

@testable import Commands
@testable import Notebook
@testable import Sessions

/// A log is a table that others read: its rows are whole.
@Suite struct LogFileTests {
  private func lines(_ scratch: Scratch) -> [Substring] {
    scratch.read("e.csv").split(separator: "\n", omittingEmptySubsequences: false)
  }

  private func train(_ scratch: Scratch) -> Turn? {
    Engine.after(RoundTripTests.points + ["log \(scratch.file("e.csv"))"]).execute("train 1")
  }

  @Test func aMissingLineBreakIsMended() throws {
    let scratch = Scratch()
    #expect(train(scratch)?.isSuccess == true)
    let text = scratch.read("e.csv")
    _ = scratch.file("e.csv", String(text.dropLast()))
    #expect(train(scratch)?.warnings.first?.contains("a line break was added") == true)
    #expect(lines(scratch).count == 4)
    #expect(scratch.read("e.csv").hasPrefix(text))
  }

  static let columns = EpochLog.columns(Classify())
  static let header = CSVLine.text(columns)

  /// What a killed program left of a row, or of the header, is taken away.
  @Test func tornRowsAreCut() throws {
    let scratch = Scratch()
    #expect(train(scratch)?.isSuccess == true)
    let text = scratch.read("e.csv")
    let row = try #require(lines(scratch).dropFirst().first)
    for left in 1..<row.count {
      let path = scratch.file("torn.csv", text + row.prefix(left))
      let file = try LogFile(path, Self.columns)
      #expect(file.mended?.contains("a part of a row") == true, "\(row.prefix(left))")
      try file.append("next\n")
      #expect(scratch.read("torn.csv") == text + "next\n")
    }
    for left in 1..<Self.header.count {
      let path = scratch.file("torn.csv", String(Self.header.prefix(left)))
      try LogFile(path, Self.columns).append("next\n")
      #expect(scratch.read("torn.csv") == Self.header + "next\n")
    }
  }

  private func table(_ scratch: Scratch) -> [[String: String]] {
    let rows = lines(scratch).filter { !$0.isEmpty }.map {
      $0.replacing("\"", with: "").split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
    }
    return rows.dropFirst().map { Dictionary(zip(rows[0], $0)) { $1 } }
  }

  /// Logs in a folder can be told apart, and have what was looked at.
  @Test func rowsSayWhereTheyComeFrom() throws {
    let scratch = Scratch()
    let engine = Engine.after([
      "seed 7", "data moons train=80 test=20 validation=20%", "network mlp 8",
      "log \(scratch.file("e.csv"))", "train 1", "prune consensus target=40% of=macs",
      "train 1 watch=test",
    ])
    let rows = table(scratch)
    #expect(rows.count == 2)
    for row in rows {
      #expect(row["seed"] == "7" && row["data"] == "moons" && row["arithmetic"] == "fma-3")
    }
    #expect(rows.map { $0["method"] } == ["", "consensus"])
    #expect(rows.map { $0["target"] } == ["", "0.4"])
    let epochs = try #require(engine.workspace.entry?.epochs)
    #expect(
      rows.map { $0["validation_accuracy"] }
        == ["\(try #require(epochs[0].validationMark).value)", ""])
    #expect(
      rows.map { $0["test_accuracy"] } == ["", "\(try #require(epochs[1].testMark).value)"])
  }

  /// A log that an earlier version began goes on in its own columns.
  @Test func oldLogsGoOn() throws {
    let scratch = Scratch()
    let old = CSVLine.text(EpochLog.oldColumns(Classify()))
    _ = scratch.file("e.csv", old)
    #expect(train(scratch)?.isSuccess == true)
    #expect(train(scratch)?.warnings == [])
    let text = lines(scratch)
    #expect(text.count == 4 && text[0] + "\n" == old)
    let width = EpochLog.oldColumns(Classify()).count
    #expect(
      text[1...2].allSatisfy {
        $0.split(separator: ",", omittingEmptySubsequences: false).count == width
      })
    #expect(table(scratch).allSatisfy { $0["network"] == "mlp" && $0["seed"] == nil })
    // What an earlier version left torn is cut as ever.
    _ = scratch.file("e.csv", old + text[1].prefix(20))
    #expect(train(scratch)?.warnings.first?.contains("a part of a row") == true)
  }

  /// Two programs add rows in turn; one that never ends is told of.
  @Test func aLockedLogWaits() throws {
    let scratch = Scratch()
    let first = try LogFile(scratch.file("e.csv"), Self.columns)
    let error = #expect(throws: FileError.self) { try LogFile(scratch.file("e.csv"), Self.columns) }
    #expect(error?.reason == "another program is writing to it")
    withExtendedLifetime(first) {}
  }

  /// A place where none can be written is refused when it is named.
  @Test(arguments: ["/proc/e.csv", "/dev/full", "/no/such/folder/e.csv", ""])
  func placesThatTakeNothing(_ path: String) {
    let scratch = Scratch()
    let named = path.isEmpty ? scratch.path : path
    let error = Engine().execute("log \(named)")?.diagnostic
    #expect(error?.code == .cannotWrite, "\(error?.message ?? "it was taken")")
  }
}
