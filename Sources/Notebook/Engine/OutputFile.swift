import Foundation
import Language
import Reports
import Sessions
import Tensors
import Workspaces

/// A file that a typed line names for a command to write; refused before anything is computed for
/// it.
public struct OutputFile {
  /// As it can be opened.
  public private(set) var path: String
  private var typed: String
  private let arguments: BoundArguments
  private let parameter: String
  private let isWritten: Bool
  private let scope: FileScope
  private let stop: StopFlag
  /// Why a session's line does not write it; nil where it does.
  public private(set) var obstacle: String?

  /// - Parameter parameter: the subject or option that names it.
  public init(_ arguments: BoundArguments, _ parameter: String, _ context: CommandContext) throws {
    typed = try arguments.required(parameter, \.text)
    scope = context.scope
    path = scope.outputPath(typed)
    self.arguments = arguments
    self.parameter = parameter
    isWritten = context.writesFiles
    stop = context.stop
    obstacle = scope.obstacle(toWriting: path)
  }

  /// The file of the same name with another ending.
  public func beside(_ ending: String) -> OutputFile {
    var copy = self
    let length = FilePath.ending(typed).isEmpty ? 0 : FilePath.ending(typed).count + 1
    copy.typed = typed.dropLast(length) + ".\(ending)"
    copy.path = scope.outputPath(copy.typed)
    copy.obstacle = scope.obstacle(toWriting: copy.path)
    return copy
  }

  /// In small letters, without the point; empty if there is none.
  public var ending: String { FilePath.ending(path) }

  /// Refuses a folder that is not there, and a file that would be lost; a session that is not
  /// trusted leaves such a file as it is.
  ///
  /// - Parameters:
  ///   - kind: what `isOurs` recognises, as in ‘is there already and is no SVG file’.
  ///   - isOurs: whether a file that is there may be replaced.
  public mutating func check(for kind: String, isOurs: (PlainFile) -> Bool) throws {
    guard isWritten, obstacle == nil else { return }
    let folder = FilePath.folder(of: path)
    guard FileManager.default.fileExists(atPath: folder) else {
      throw arguments.error(
        .cannotWrite, "cannot write ‘\(typed)’: there is no folder ‘\(folder)’", at: parameter)
    }
    do {
      _ = try AtomicFile.target(of: path)
    } catch {
      throw error.diagnostic.located(arguments.span(parameter))
    }
    guard AtomicFile.replaces(path), (try? PlainFile(path)).map(isOurs) != true else { return }
    guard scope.isTrusted else {
      obstacle = "is there already and is no \(kind)"
      return
    }
    throw arguments.error(
      "file-exists", "‘\(typed)’ is there already and is no \(kind)", at: parameter,
      hint: "choose another name, or remove it first")
  }

  /// Writes the file whole; while a session is checked or opened nothing is written.
  public func write(_ bytes: () throws -> [UInt8]) throws -> Report {
    try write { file in try file.put(bytes(), stop: stop) }
  }

  /// The same of a file whose bytes come piece by piece.
  public func write(_ body: (TemporaryFile) throws -> Void) throws -> Report {
    var report = Report()
    report["file"] = .string(path)
    if let obstacle {
      report.say(skipped: typed, obstacle, scope)
      return report
    }
    guard isWritten else {
      report.say("not written: a check writes no files", volatile: true)
      return report
    }
    do {
      try AtomicFile.write(to: path, body)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(arguments.span(parameter))
    }
    report.say("file \(path)", volatile: true)
    return report
  }
}

extension Report {
  /// Says that a session's line wrote no file, and why.
  public mutating func say(skipped path: String, _ obstacle: String, _ scope: FileScope) {
    say("skipped: ‘\(path)’ \(obstacle); \(scope.wayOut)", volatile: true)
    self["skipped"] = true
  }
}

extension PlainFile {
  /// Its first bytes.
  public func opening(_ length: Int) -> [UInt8] {
    (try? bytes(at: 0, count: min(length, count))) ?? []
  }

  /// Its last bytes.
  public func closing(_ length: Int) -> [UInt8] {
    let length = min(length, count)
    return (try? bytes(at: count - length, count: length)) ?? []
  }
}
