/// The headings of `help`, in order.
public enum CommandGroup {
  public static let data = "Data"
  public static let networks = "Networks"
  public static let gates = "Gates and pruning"
  public static let training = "Training"
  public static let costs = "Costs"
  public static let results = "Results"
  public static let notebook = "Notebook"

  public static let all = [data, networks, gates, training, costs, results, notebook]
}
