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
  static let header = EpochLog.line(columns)

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
