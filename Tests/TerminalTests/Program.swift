import Foundation
import TestSupport

/// Runs the built program, if it lies beside the tests.
enum Program {
  static let path: String? = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let path = folder.appendingPathComponent("pollard").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  struct Result {
    let code: Int32
    let output: String
    let errors: String
  }

  /// Runs it in `folder`.
  static func run(
    _ arguments: [String], input: String = "", in folder: String = "."
  ) throws -> Result {
    let home = Scratch()
    return try result(
      of: path ?? "", arguments, input: home.file("in", input), home: home.path, in: folder)
  }

  /// Runs a line of the shell in `folder`; `pollard` is the program.
  static func shell(_ line: String, in folder: String) throws -> Result {
    try result(
      of: "/bin/sh", ["-c", "pollard() { '\(path ?? "")' \"$@\"; }\n" + line], input: nil,
      home: folder, in: folder)
  }

  /// - Parameter input: a file; nil for the input of the tests.
  private static func result(
    of program: String, _ arguments: [String], input: String?, home: String, in folder: String
  ) throws -> Result {
    let scratch = Scratch()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": home, "TERM": "xterm"]
    if let input { process.standardInput = FileHandle(forReadingAtPath: input) }
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file("out", ""))
    process.standardError = FileHandle(forWritingAtPath: scratch.file("err", ""))
    try process.run()
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, output: scratch.read("out"), errors: scratch.read("err"))
  }
}
