import Foundation
import Language

/// A file that a typed line names for a command to write; refused before anything is computed for it.
struct OutputFile {
  let path: String
  private let arguments: BoundArguments
  private let parameter: String
  private let isWritten: Bool

  /// - Parameter parameter: the subject or option that names it.
  init(_ arguments: BoundArguments, _ parameter: String, _ context: CommandContext) throws {
    path = try arguments.required(parameter, \.text)
    self.arguments = arguments
    self.parameter = parameter
    isWritten = context.writesFiles
  }

  /// In small letters, without the point; empty if there is none.
  var ending: String { URL(fileURLWithPath: path).pathExtension.lowercased() }

  /// Refuses a folder that is not there, and a file that would be lost.
  ///
  /// - Parameters:
  ///   - kind: what `isOurs` recognises, as in ‘is there already and is no SVG file’.
  ///   - isOurs: whether a file that is there may be replaced.
  func check(for kind: String, isOurs: (Data) -> Bool) throws {
    guard isWritten else { return }
    let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    guard folder.isEmpty || FileManager.default.fileExists(atPath: String(folder)) else {
      throw arguments.error(
        .cannotWrite, "cannot write ‘\(path)’: there is no folder ‘\(folder)’", at: parameter)
    }
    guard AtomicFile.replaces(path) else { return }
    let found = try? Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    guard found.map(isOurs) == true else {
      throw arguments.error(
        "file-exists", "‘\(path)’ is there already and is no \(kind)", at: parameter,
        hint: "choose another name, or remove it first")
    }
  }

  /// Writes the file whole; while a session is checked or opened nothing is written.
  func write(_ bytes: () throws -> [UInt8]) throws -> Report {
    var report = Report()
    report["file"] = .string(path)
    guard isWritten else {
      report.say("not written: a check writes no files", volatile: true)
      return report
    }
    do {
      try AtomicFile.write(bytes(), to: path)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span(parameter))
    }
    report.say("file \(path)", volatile: true)
    return report
  }
}
