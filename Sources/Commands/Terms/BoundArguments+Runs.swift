import Datasets
import Foundation
import Language
import Notebook
import Sessions
import Sweeps
import Workspaces

extension BoundArguments {
  /// The table of runs in the folder, or in the file, that was typed under `name`; nil where none
  /// was.
  func runs(_ name: String, _ context: CommandContext) throws -> RunsTable? {
    guard var path = try readPath(name, context.scope) else { return nil }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      path = FilePath.join(path, "runs.csv")
    }
    let table: RunsTable
    do {
      let text = try TextTable(path, limit: RunsTable.most, stop: context.stop)
      table = try RunsTable(columns: text.names, rows: text.rows.map(\.cells))
    } catch let refusal as SweepError {
      throw error("bad-table", refusal.message, at: name, hint: refusal.hint)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(span(name))
    }
    guard !table.rows.isEmpty else {
      throw error("no-scores", "‘\(text(name) ?? "")’ has no run yet", at: name)
    }
    return table
  }

  /// The parameters of a table that were typed under `name`; nil where none were.
  func parameters(_ name: String, of table: RunsTable) throws -> [String]? {
    guard let typed = list(name) else { return nil }
    let names = typed.map(\.description)
    for parameter in names { try table.require(parameter, at: span(name)) }
    return names
  }
}

extension RunsTable {
  /// Refuses a name that is no parameter of the runs, nor their seed.
  func require(_ name: String, at span: Span?) throws {
    guard !parameters.contains(name), name != Self.seed else { return }
    throw Diagnostic.unknown("parameter", name, among: parameters + [Self.seed], at: span)
  }
}
