import Foundation
import Language
import Sessions
import Workspaces

extension BoundArguments {
  /// An error of the file that was typed, pointing at it; where there is no such file, with those
  /// that lie there. What a session's lines are told names no file of its reader.
  func fileError(_ error: any Error, at parameter: String, in scope: FileScope) -> Diagnostic {
    var diagnostic = ErrorTranslation.diagnostic(for: error).located(span(parameter))
    guard diagnostic.hint == nil, scope.isTyped, let typed = text(parameter),
      let file = error as? FileError, file.path == scope.path(typed)
    else { return diagnostic }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
      isFolder.boolValue
    {
      diagnostic.hint = filesBeside(
        file.path.hasSuffix("/") ? file.path : file.path + "/", parameter)
    } else if file.isMissing {
      diagnostic.hint = filesBeside(file.path, parameter)
    }
    return diagnostic
  }

  private func filesBeside(_ path: String, _ parameter: String) -> String {
    let (folder, name) = FilePath.split(path)
    let place = folder.isEmpty ? "." : folder
    guard let all = try? FileManager.default.contentsOfDirectory(atPath: place) else {
      return "there is no folder ‘\(folder)’ either"
    }
    let examples = signature.positionals.first { $0.name == parameter }?.files ?? []
    let endings = examples.map { FilePath.ending($0.text) }
    let names = all.filter { endings.isEmpty || endings.contains(FilePath.ending($0)) }.sorted()
    let whereabouts = folder.isEmpty ? "where pollard was started" : "in ‘\(folder)’"
    return Suggestions.hint(for: name, among: Array(names.prefix(1000)), noun: "file")
      ?? "no file \(whereabouts) ends in \(ValueType.either(endings.map { ".\($0)" }))"
  }
}
