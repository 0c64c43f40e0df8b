import Foundation
import Networks
import Sessions
import Workspaces

extension SessionState {
  /// The metadata's keys of the text, of the scopes of its lines, of the user's own limits, of what
  /// its lines answered last, and of its journal.
  public static let key = "session"
  private static let scopesKey = "scopes"
  private static let limitsKey = "limits"
  private static let answersKey = "answers"
  static let journalKey = "journal"

  /// As one file: the text is in its metadata.
  func archive(journal token: String) throws -> Safetensors {
    var archive = try WorkspaceArchive.file(workspace, cells: file.checksum)
    archive.metadata[Self.key] = file.text
    let here = FilePath.here
    archive.metadata[Self.scopesKey] = try Self.text(file.cells.map { $0.scope.placed(in: here) })
    archive.metadata[Self.limitsKey] = try Self.text(workspace.ownLimits)
    archive.metadata[Self.answersKey] = try Self.text(
      RecentAnswers.Archive(answers, in: workspace))
    archive.metadata[Self.journalKey] = token
    return archive
  }

  private static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinities[0], negativeInfinity: infinities[1], nan: infinities[2])
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private static let infinities = ["inf", "-inf", "nan"]

  private static func value<Value: Decodable>(_ key: String, _ metadata: [String: String]) -> Value?
  {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinities[0], negativeInfinity: infinities[1], nan: infinities[2])
    return metadata[key].flatMap { try? decoder.decode(Value.self, from: Data($0.utf8)) }
  }

  /// The limits that the user set.
  public static func limits(by metadata: [String: String]) -> [String: String] {
    value(limitsKey, metadata) ?? [:]
  }

  /// What the lines answered last.
  static func answers(by metadata: [String: String]) -> RecentAnswers.Archive? {
    value(answersKey, metadata)
  }

  /// The session that was read from such a file, its cells where they were.
  static func placed(_ file: SessionFile, by metadata: [String: String]) -> SessionFile {
    guard let scopes: [FileScope] = value(scopesKey, metadata), scopes.count == file.cells.count
    else { return file }
    let typedHere = FileScope.user.placed(in: FilePath.here)
    var result = file
    var rest = scopes[...]
    for index in result.elements.indices where result.elements[index].cell != nil {
      let scope = rest.removeFirst()
      if scope != typedHere { result.elements[index] = result.elements[index].placed(in: scope) }
    }
    return result
  }
}
