/// How far long work has come.
public struct Progress: Hashable, Sendable {
  /// What is being done: `epoch 2 of 8`.
  public var label: String
  /// The share of the whole command that is done, 0…1; nil if unknown.
  public var fraction: Double?
  /// The latest figures: `loss 0.412`.
  public var detail: String
  /// What the live line shows instead of the above, in its order, where work has more to say.
  public var parts: [Part] = []

  /// Progress without parts: the label and the detail are shown.
  public init(_ label: String, fraction: Double? = nil, detail: String = "") {
    self.label = label
    self.fraction = fraction
    self.detail = detail
  }

  /// A figure of the live line, which gives way where the screen is narrow.
  public struct Part: Hashable, Sendable {
    /// From the longest to the shortest, one at least; "" leaves it out.
    public var forms: [String]
    /// Those of low rank give way first; no two of a line have the same.
    public var rank: Int

    /// A part in its forms; `rank` tells when it gives way.
    public init(_ forms: [String], rank: Int) {
      self.forms = forms
      self.rank = rank
    }
  }
}

/// Where progress is shown. Nothing here reaches the report or the session.
public protocol ProgressSink: AnyObject {
  /// The live line; called as often as one likes.
  func update(_ progress: Progress)
  /// A line that stays where there is no live line: one an epoch.
  func milestone(_ line: String)
  /// A line that stays everywhere: how long work will take, before it begins.
  func announce(_ line: String)
  /// Takes the live line away.
  func clear()
}

extension ProgressSink {
  public func announce(_ line: String) { milestone(line) }
}

/// Shows nothing.
public final class SilentProgress: ProgressSink {
  /// What an engine has until a front sets another.
  public init() {}
  public func update(_ progress: Progress) {}
  public func milestone(_ line: String) {}
  public func clear() {}
}
