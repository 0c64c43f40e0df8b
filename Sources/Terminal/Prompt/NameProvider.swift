import Commands
import Foundation
import Language
import Notebook
import Workspaces

#if canImport(Glibc)
  import Glibc
#endif

/// The names that completion offers.
public struct NameProvider {
  private let engine: Engine

  /// The names that an engine's workspace has now.
  public init(_ engine: Engine) { self.engine = engine }

  /// The names of `kind`; `fragment` is what is typed so far.
  public func candidates(_ kind: NameKind, _ fragment: String) -> [Candidate] {
    switch kind {
    case .file: Self.files(fragment)
    case "answer-key": answerKeys
    case "setting":
      [Candidate("seed", "the seed of every random number")]
        + engine.workspace.parameters.sorted { $0.key < $1.key }
        .map { Candidate($0.key, $0.value) }
        + Setting.all.map { Candidate($0.key, $0.summary) }
    default: DomainNames.candidates(engine.workspace, kind)
    }
  }

  /// The keys that the last answers have, each with its value.
  private var answerKeys: [Candidate] {
    let answers = engine.recentAnswers
    return answers.keys.compactMap { key in
      switch answers.given(key)?.value(key) {
      case .object?, .array?, .null?, nil: nil
      case let value?: Candidate(key, value.description)
      }
    }
  }

  /// What is in the folder of `fragment`; folders end in `/`.
  static func files(_ fragment: String) -> [Candidate] {
    let slash = fragment.lastIndex(of: "/")
    let folder = slash.map { String(fragment[...$0]) } ?? ""
    let typed = slash.map { String(fragment[fragment.index(after: $0)...]) } ?? fragment
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    var found: [Candidate] = []
    for name in names.sorted().prefix(10_000) where name.hasPrefix(typed) {
      if name.hasPrefix("."), !typed.hasPrefix(".") { continue }
      var status = stat()
      let isFolder = stat(folder + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      found.append(Candidate(folder + name + (isFolder ? "/" : "")))
    }
    return found
  }
}
