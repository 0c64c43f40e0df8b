import Foundation
import TestSupport

@testable import Networks

/// Networks as C, compiled into one program that runs any of them.
struct CProgramRun {
  /// A build that failed, with what the compiler said.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  static let compiler = "cc"
  static let strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic"]
  static let optimised = strict + ["-O2"]
  static let sanitised = strict + ["-O1", "-g", "-fsanitize=address,undefined"]

  /// Whether the machine has a compiler and its sanitizers.
  static let isPossible: Bool = (try? CProgramRun([], sanitised)) != nil

  private let scratch = Scratch()
  private let outputs: [Int]

  /// - Parameters:
  ///   - sources: with the numbers that each reads and gives.
  ///   - flags: of the compiler.
  init(_ sources: [(source: CSource, input: Int, output: Int)], _ flags: [String]) throws {
    outputs = sources.map(\.output)
    var files = ["main.c"]
    for (index, item) in sources.enumerated() {
      var bytes: [UInt8] = []
      try item.source.write { bytes += $0 }
      try scratch.file("net\(index).c", bytes)
      scratch.file(
        "part\(index).c", "#define pollard_infer infer\(index)\n#include \"net\(index).c\"\n")
      files.append("part\(index).c")
    }
    scratch.file("main.c", Self.main(sources.map { ($0.input, $0.output) }))
    let status = try run(
      "/usr/bin/env", [Self.compiler] + flags + ["-o", "all"] + files + ["-lm"], output: "log")
    guard status == 0 else { throw Failure(description: scratch.read("log")) }
  }

  /// Reads images until they end, for the network that its argument names.
  private static func main(_ sizes: [(input: Int, output: Int)]) -> String {
    let declarations = sizes.indices.map { "int infer\($0)(const float *in, float *out);\n" }
    let cases = sizes.enumerated().map { index, size in
      """
          case \(index): {
            static float in[\(size.input)], out[\(size.output)];
            while (fread(in, sizeof in, 1, stdin) == 1) {
              if (infer\(index)(in, out) != 0) return 2;
              fwrite(out, sizeof out, 1, stdout);
            }
            return 0;
          }

      """
    }
    return """
      #include <stdio.h>
      #include <stdlib.h>

      \(declarations.joined())
      int main(int count, char **words) {
        switch (count > 1 ? atoi(words[1]) : -1) {
      \(cases.joined())  }
        return 1;
      }

      """
  }

  /// What network `index` gives for images, one after another.
  func callAsFunction(_ index: Int, _ images: [Float]) throws -> [Float] {
    try scratch.file("in", images.withUnsafeBytes { Array($0) })
    let status = try run(
      scratch.file("all"), ["\(index)"], input: scratch.file("in"), output: "out")
    guard status == 0 else { throw Failure(description: "exit \(status): \(scratch.read("err"))") }
    let bytes = try scratch.bytes("out")
    return stride(from: 0, to: bytes.count, by: 4).map { place in
      Float(
        bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
    }
  }

  private func run(
    _ program: String, _ arguments: [String], input: String? = nil, output: String
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: scratch.path)
    process.standardInput = input.flatMap { FileHandle(forReadingAtPath: $0) } ?? .nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: scratch.file(output, ""))
    process.standardError = FileHandle(
      forWritingAtPath: output == "log" ? scratch.file("log") : scratch.file("err", ""))
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
