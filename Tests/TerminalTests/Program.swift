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
  static func run(_ arguments: [String], input: String = "", in folder: String = ".") throws
    -> Result
  {
    let scratch = Scratch()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": scratch.path, "TERM": "xterm"]
    process.standardInput = FileHandle(forReadingAtPath: scratch.file("in", input))
    for name in ["out", "err"] { _ = scratch.file(name, "") }
    process.standardOutput = FileHandle(forWritingAtPath: scratch.path + "/out")
    process.standardError = FileHandle(forWritingAtPath: scratch.path + "/err")
    try process.run()
    process.waitUntilExit()
    return Result(
      code: process.terminationStatus, output: scratch.read("out"), errors: scratch.read("err"))
  }
}

extension Program {
  /// Runs a line of the shell in `folder`; `pollard` is the program.
  static func shell(_ line: String, in folder: String) throws -> Result {
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "pollard() { '\(path ?? "")' \"$@\"; }\n" + line]
    shell.currentDirectoryURL = URL(fileURLWithPath: folder)
    shell.environment = ["PATH": "/usr/bin:/bin", "HOME": folder, "TERM": "xterm"]
    let scratch = Scratch()
    for name in ["out", "err"] { _ = scratch.file(name, "") }
    shell.standardOutput = FileHandle(forWritingAtPath: scratch.path + "/out")
    shell.standardError = FileHandle(forWritingAtPath: scratch.path + "/err")
    try shell.run()
    shell.waitUntilExit()
    return Result(
      code: shell.terminationStatus, output: scratch.read("out"), errors: scratch.read("err"))
  }
}
