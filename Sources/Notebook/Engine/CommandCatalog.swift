/// All commands, one line each, sorted.
public enum CommandCatalog {
  public static let all: [any Command.Type] = [
    HelpCommand.self,
    HistoryCommand.self,
    OpenCommand.self,
    ParamCommand.self,
    QuitCommand.self,
    RedoCommand.self,
    ReplayCommand.self,
    SaveCommand.self,
    SeedCommand.self,
    SetCommand.self,
    ShowCommand.self,
    UndoCommand.self,
    VersionCommand.self,
  ]
}
