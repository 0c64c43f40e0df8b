import Foundation
import TestSupport

@testable import Tensors

/// A folder where a shim may lie.
struct Shelf {
  private let scratch = Scratch()
  /// Where the library's shim is looked for.
  let file: String

  /// Compiles C; nil where the machine has nothing that does.
  static let compiler: String? = ["cc", "clang"].first {
    (try? run([$0, "--version"])) == 0
  }

  var folder: String { scratch.path }

  init(_ library: OptionalLibrary) { file = scratch.file(library.file) }

  /// A shim in C whose version is this expression; `more` comes before.
  static func shim(interface: Int = 3, version: String, _ more: String = "") -> String {
    """
    \(more)
    int pollard_trial_interface(void) { return \(interface); }
    const char *pollard_trial_version(void) { return \(version); }
    """
  }

  /// Compiles `text` and puts it in place whole, as the shim or under another name.
  func build(_ text: String, _ options: String..., as name: String? = nil) throws {
    let source = scratch.file("source.c", text)
    let part = scratch.file("part")
    let status = try Self.run(
      [Self.compiler ?? "cc", "-shared", "-fPIC", "-o", part, source] + options)
    guard status == 0 else { throw CocoaError(.executableLoad) }
    let place = name.map { folder + "/" + $0 } ?? file
    guard rename(part, place) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  private static func run(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
