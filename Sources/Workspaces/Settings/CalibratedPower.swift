import Costs
import Reports

/// What a machine draws under load and at rest, as a person or the meter said: which powers are
/// none.
public enum CalibratedPower {
  /// More than any machine that runs one program; a rack of servers draws less.
  public static let most = 100_000.0

  /// Why `watts` is no power of a machine.
  public static func obstacle(_ watts: Double, isIdle: Bool) -> (problem: String, hint: String)? {
    let what = isIdle ? "at rest" : "under load"
    let hint =
      isIdle
      ? "such as idle=12, read from a meter at the socket" : "such as watts=65, from a data sheet"
    guard watts.isFinite else { return ("a power \(what) of \(watts) W is no number", hint) }
    if watts < 0 {
      return ("a power \(what) of \(NumberFormat.plain(watts)) W would be made, not drawn", hint)
    }
    if watts == 0, !isIdle { return ("a machine under load draws more than 0 W", hint) }
    if watts > most {
      return (
        "\(NumberFormat.plain(watts)) W \(what) is more than a machine draws, "
          + "\(NumberFormat.plain(most)) W at most", hint
      )
    }
    return nil
  }

  /// Why the two powers of `workspace` do not go together.
  public static func obstacle(in workspace: Workspace) -> (problem: String, hint: String)? {
    guard let idle = Setting.idle.real(in: workspace),
      let watts = Setting.watts.real(in: workspace), idle >= watts
    else { return nil }
    return (
      "\(NumberFormat.plain(idle)) W at rest is not below "
        + "\(NumberFormat.plain(watts)) W under load",
      "give both: watts=65 idle=12"
    )
  }
}
