import Reports
import Workspaces

extension RecentAnswers {
  /// Answers as a saved state keeps them.
  struct Archive: Codable {
    private struct Entry: Codable {
      let verb: String
      let line: String
      let values: JSONObject
      let basis: AnswerBasis?
      let outdated: String?
    }

    private let entries: [Entry]

    /// Longer answers are left out, in bytes of JSON: they are to be asked again.
    private static let longest = 1 << 18

    /// - Parameter workspace: that the answers are kept with.
    init(_ answers: RecentAnswers, in workspace: Workspace) {
      entries = answers.all.compactMap { given in
        guard JSONValue.object(given.values).description.utf8.count <= Self.longest else {
          return nil
        }
        return Entry(
          verb: given.verb, line: given.line, values: given.values, basis: given.standing?.basis,
          outdated: given.outOfDate(in: workspace))
      }
    }

    /// - Parameter workspace: the state that they were kept with.
    func answers(in workspace: Workspace) -> RecentAnswers {
      RecentAnswers(
        entries.map { entry in
          Given(
            line: entry.line, values: entry.values,
            standing: AnswerStanding(entry.basis, workspace), outdated: entry.outdated,
            verb: entry.verb)
        })
    }
  }
}
