/// The headings of `help`, in order.
public enum CommandGroup {
  /// Sets, how they are split, what is in them.
  public static let data = "Data"
  /// What networks there are, how they are made and what they are made of.
  public static let networks = "Networks"
  /// Gates, methods, and what they took away.
  public static let gates = "Gates and pruning"
  /// Optimizer, training, evaluation.
  public static let training = "Training"
  /// Work, joules, time and carbon.
  public static let costs = "Costs"
  /// What came out, as plots, logs and files.
  public static let results = "Results"
  /// The session itself: undo, settings, help.
  public static let notebook = "Notebook"

  /// In the order of `help`.
  public static let all = [data, networks, gates, training, costs, results, notebook]
}
