import Language
import Sessions
import Workspaces

/// The device files that a session's lines read, with their checksums: `#! device: board.device
/// 1a2b3c4d5e6f7081`. Another file under that name would have other joules.
public enum SessionDevices {
  /// The key of the header.
  static let key = "device"

  /// The value for a header; nil where no line reads such a file.
  ///
  /// - Parameter folder: where the session's relative paths begin.
  static func field(
    _ elements: [SessionElement], _ commands: CommandSet,
    parameters: [(name: String, value: String)], folder: String?
  ) -> String? {
    // A session is written line after line: only one that may name such a file is bound.
    let mark = ".\(DeviceFile.ending)"
    let mayName = elements.contains { element in
      guard case .cell(let cell) = element else { return false }
      return cell.input.contains(mark) || cell.input.contains("$")
    }
    guard mayName else { return nil }
    var lines = BoundLines(commands, parameters: parameters)
    var found: [String] = []
    var texts: [String] = []
    for case .cell(let cell) in elements {
      guard let line = lines.bind(cell.input) else { continue }
      for typed in files(line.arguments) where !found.contains(typed) {
        let place = folder.map { FilePath.isAbsolute(typed) ? typed : FilePath.join($0, typed) }
        let path = place ?? cell.scope.path(typed)
        guard let file = try? DeviceFile(path) else { continue }
        found.append(typed)
        texts.append("\(Quoting.quoted(typed)) \(file.checksum)")
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: " ")
  }

  /// What a line names in place of a device.
  private static func files(_ arguments: BoundArguments) -> [String] {
    (arguments.signature.positionals + arguments.signature.allOptions)
      .filter { $0.ending == DeviceFile.ending }
      .compactMap { arguments.isTyped($0.name) ? arguments.text($0.name) : nil }
  }

  /// Why a session cannot be run here: a device file that is missing, or another one; nil where it
  /// can.
  public static func obstacle(_ file: SessionFile, in scope: FileScope) -> Diagnostic? {
    let words = (try? Lexer.words(file.header?[key] ?? "")) ?? []
    for pair in stride(from: 0, to: words.count - 1, by: 2) {
      let (typed, checksum) = (words[pair].text, words[pair + 1].text)
      let path = scope.path(typed)
      guard scope.mayRead(path) else { return scope.refusal(typed, at: nil) }
      guard let found = try? DeviceFile(path) else {
        return Diagnostic(
          .missingData, "the device file ‘\(typed)’ of this session is not here, or is none",
          hint: "put it beside the session; its checksum is \(checksum)")
      }
      guard found.checksum == checksum else {
        return Diagnostic(
          .missingData,
          "‘\(typed)’ is another device file: its checksum is \(found.checksum), and the session "
            + "was recorded with \(checksum)",
          hint: "put the file of that time there, or record the session anew: pollard record FILE")
      }
    }
    return nil
  }
}
