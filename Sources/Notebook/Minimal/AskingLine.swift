import Language

extension CommandKind {
  /// What a line is to `undo`: a command that can change something may only ask, as `data` alone
  /// does.
  ///
  /// - Parameters:
  ///   - kind: what the command is.
  ///   - words: what follows its verb, in a line that succeeded.
  static func of(
    _ verb: String, _ kind: CommandKind?, _ words: ArraySlice<Word>
  ) -> CommandKind? {
    guard kind == .change else { return kind }
    let asks =
      switch verb {
      // Without a name, options look at a record of the data in use.
      case "data": words.allSatisfy { $0.key != nil }
      case "optimizer", "prune", "checkpoint": words.isEmpty
      default: false
      }
    return asks ? .question : .change
  }
}
