import Commands
import Language
import Notebook
import Reports
import Sessions
import Tensors
import Workspaces

/// `pollard check`, `record` and `diff`.
public struct SessionTools {
  private let invocation: Invocation
  private let configuration: EngineConfiguration
  private let printer: TurnPrinter
  private let stop: StopFlag
  private let progress: any ProgressSink

  /// Tools that start an engine of this configuration for each file.
  public init(
    invocation: Invocation, configuration: EngineConfiguration, printer: TurnPrinter,
    stop: StopFlag, progress: any ProgressSink
  ) {
    self.invocation = invocation
    self.configuration = configuration
    self.printer = printer
    self.stop = stop
    self.progress = progress
  }

  /// Checks the files in order; a difference in one does not keep the others from being checked.
  public func check(_ paths: [String]) -> Int32 {
    if let code = missing(paths) { return code }
    var codes: Set<Int32> = []
    for path in paths {
      var check = SessionCheck(path: path, exactly: invocation.isExact)
      check.run { try rerun(path) }
      progress.clear()
      print(check.lines, check.values, isError: Self.isError(check.outcome))
      codes.insert(Self.code(check.outcome))
      if printer.output.isBroken { return ExitCode.output }
      if codes.contains(ExitCode.interrupted) { break }
    }
    let order = [
      ExitCode.interrupted, ExitCode.bug, ExitCode.difference, ExitCode.failure, ExitCode.missing,
    ]
    return order.first(where: codes.contains) ?? ExitCode.success
  }

  private static func isError(_ outcome: SessionCheck.Outcome) -> Bool {
    switch outcome {
    case .same, .different: false
    default: true
    }
  }

  private static func code(_ outcome: SessionCheck.Outcome) -> Int32 {
    switch outcome {
    case .same: ExitCode.success
    case .different: ExitCode.difference
    case .missingData: ExitCode.missing
    case .failed(let diagnostic): ExitCode.of(diagnostic)
    case .interrupted: ExitCode.interrupted
    }
  }

  /// Records the files in order; stops at the first that fails.
  public func record(_ paths: [String]) -> Int32 {
    if let code = missing(paths) { return code }
    for path in paths {
      do {
        let outcome = try SessionRecording.run(rerun(path), warn: printer.warn)
        progress.clear()
        if let code = report(outcome, path) { return code }
      } catch {
        let diagnostic = ErrorTranslation.diagnostic(for: error)
        printer.show(diagnostic)
        return ExitCode.of(diagnostic)
      }
      if printer.output.isBroken { return ExitCode.output }
    }
    return ExitCode.success
  }

  private func report(_ outcome: SessionRecording.Outcome, _ path: String) -> Int32? {
    switch outcome {
    case .written(let cells, let changed):
      let counted = "\(cells) \(cells == 1 ? "cell" : "cells")"
      print(
        ["\(path): \(counted) recorded\(changed ? "" : ", nothing changed")"],
        ["file": .string(path), "cells": .integer(cells), "changed": .bool(changed)])
      return nil
    case .failed(let diagnostic, let input, let line):
      printer.show(diagnostic, input: input, origin: .init(name: path, line: line))
      printer.warn("\(path) is left as it was")
      return ExitCode.of(diagnostic)
    case .interrupted:
      printer.warn("\(path) is left as it was")
      return ExitCode.interrupted
    }
  }

  /// Says where two sessions part.
  public func diff(_ left: String, _ right: String) -> Int32 {
    if let code = missing([left, right]) { return code }
    do {
      let files = try [left, right].map {
        let file = try SessionFile.read($0, acceptsPipes: true, stop: stop)
        try file.requireLines(named: $0)
        return file
      }
      guard let found = SessionDifference.first(files[0], files[1]) else {
        let cells = files[0].cells.count
        print(
          ["the same: \(cells) \(cells == 1 ? "cell" : "cells")"],
          ["ok": true, "cells": .integer(cells)])
        return printer.output.isBroken ? ExitCode.output : ExitCode.success
      }
      print(
        found.text([left, right]),
        [
          "ok": false, "cell": .integer(found.cell),
          "inputs": .array(found.inputs.map { JSONValue($0) }),
          "found": .array(found.texts.map { JSONValue($0) }),
          "distance": JSONValue(found.distance),
        ])
      return printer.output.isBroken ? ExitCode.output : ExitCode.difference
    } catch {
      printer.show(ErrorTranslation.diagnostic(for: error))
      return ExitCode.failure
    }
  }

  private func rerun(_ path: String) throws -> SessionRerun {
    Footing.keepReserve()
    return try SessionRerun(
      path, CommandSet(CommandCatalog.all), configuration: configuration, seed: invocation.seed,
      stop: stop, progress: progress)
  }

  private func missing(_ paths: [String]) -> Int32? {
    for path in paths {
      do {
        try TextFile.requireReadable(path)
      } catch {
        printer.show(error.diagnostic)
        return error.isMissing ? ExitCode.missing : ExitCode.failure
      }
    }
    return nil
  }

  private func print(_ lines: [String], _ values: JSONValue, isError: Bool = false) {
    if invocation.format == .json { printer.output.write("\(values)\n") }
    guard invocation.format == .text || isError else { return }
    let stream = isError ? printer.errors : printer.output
    for line in lines { stream.write(Printable.of(line) + "\n") }
  }
}
