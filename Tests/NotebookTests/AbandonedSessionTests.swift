import Foundation
import NotebookTestSupport
import TestSupport
import Testing

@testable import Notebook

/// Sessions of programs that live, and of such that ended without a goodbye.
@Suite struct AbandonedSessionTests {
  private func files(_ scratch: Scratch) throws -> [String] {
    try scratch.names().filter { $0.hasSuffix(".session") }
  }

  @Test func aLivingSessionIsNotOffered() throws {
    let scratch = Scratch()
    let engine = Fake.engine()
    let autosave = Autosave(engine, in: scratch.path)
    autosave.begin()
    autosave.flush(now: true)
    #expect(try files(scratch).isEmpty)
    _ = engine.execute("work 3")
    #expect(autosave.delay != nil)
    autosave.flush(now: true)
    #expect(autosave.delay == nil)
    #expect(try files(scratch).count == 1)
    #expect(AbandonedSession.all(in: scratch.path).isEmpty)
    _ = engine.execute("work 4")
    autosave.flush()
    #expect(autosave.delay.map { $0 > 0 } == true)
    autosave.end()
    #expect(try files(scratch).isEmpty)
  }

  /// A folder that cannot be made is said once; the session goes on.
  @Test func oneWarningWhereNothingCanBeWritten() {
    let scratch = Scratch()
    let engine = Fake.engine()
    var warnings: [String] = []
    let folder = scratch.file("file", "x") + "/pollard"
    let autosave = Autosave(engine, in: folder)
    autosave.warn = { warnings.append($0) }
    autosave.begin()
    for work in 1...3 {
      _ = engine.execute("work \(work)")
      autosave.flush(now: true)
      #expect(!autosave.isKept)
    }
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("‘set autosave=off’") == true)
    #expect(AbandonedSession.all(in: folder).isEmpty)
  }

  @Test func theDeadAreBounded() throws {
    let scratch = Scratch()
    for work in 1...8 {
      // Killed: the lock goes, the file stays.
      let engine = Fake.engine()
      let autosave = Autosave(engine, in: scratch.path)
      autosave.begin()
      engine.run("work \(work)")
      autosave.flush(now: true)
    }
    _ = scratch.file("running-1.session", "no session")
    let found = AbandonedSession.all(in: scratch.path)
    #expect(found.count >= AbandonedSession.limit - 1)
    #expect(try files(scratch).count == AbandonedSession.limit)
    // They are held as long as they are looked at.
    withExtendedLifetime(found) { #expect(AbandonedSession.all(in: scratch.path).isEmpty) }
  }
}
