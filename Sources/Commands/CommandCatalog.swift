import Notebook
import Tensors

/// All commands, one line each, sorted.
public enum CommandCatalog {
  /// Sorted by name.
  public static let all: [any Command.Type] = [
    AddCommand.self,
    AssertCommand.self,
    BenchmarkCommand.self,
    BranchCommand.self,
    CarbonCommand.self,
    CheckoutCommand.self,
    CheckpointCommand.self,
    CompactCommand.self,
    CompareCommand.self,
    ContinueCommand.self,
    CopyCommand.self,
    DataCommand.self,
    DevicesCommand.self,
    DropCommand.self,
    EnergyCalibrateCommand.self,
    EnergyCommand.self,
    EnergyPlanCommand.self,
    EvaluateCommand.self,
    ExplainCommand.self,
    ExportCommand.self,
    FlopsCommand.self,
    GateAttachCommand.self,
    GateDetachCommand.self,
    GateSetCommand.self,
    GatesCommand.self,
    HelpCommand.self,
    HistoryCommand.self,
    ImportCommand.self,
    LayersCommand.self,
    LogCommand.self,
    MaskCommand.self,
    MasksCommand.self,
    MethodsCommand.self,
    NetworkCommand.self,
    NetworksCommand.self,
    OpenCommand.self,
    OptimizerCommand.self,
    ParamCommand.self,
    PlotCommand.self,
    PruneCommand.self,
    QuitCommand.self,
    RedoCommand.self,
    RenameCommand.self,
    ReplayCommand.self,
    RunsCommand.self,
    SaveCommand.self,
    SeedCommand.self,
    SetCommand.self,
    ShowCommand.self,
    TaskCommand.self,
    TourCommand.self,
    TrainCommand.self,
    UndoCommand.self,
    UseCommand.self,
    VersionCommand.self,
    WhatIfCommand.self,
    WhyCommand.self,
  ]
}

extension Engine {
  /// An engine with every command of this program.
  public convenience init(
    configuration: EngineConfiguration = EngineConfiguration(), stop: StopFlag = StopFlag()
  ) {
    self.init(CommandSet(CommandCatalog.all), configuration: configuration, stop: stop)
  }
}
