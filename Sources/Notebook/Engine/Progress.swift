/// How far long work has come.
public struct Progress: Hashable, Sendable {
  /// What is being done: `epoch 2 of 8`.
  public var label: String
  /// The share of the whole command that is done, 0…1; nil if nobody knows.
  public var fraction: Double?
  /// The latest figures: `loss 0.412`.
  public var detail: String

  public init(_ label: String, fraction: Double? = nil, detail: String = "") {
    self.label = label
    self.fraction = fraction
    self.detail = detail
  }
}

/// Where progress is shown. Nothing here reaches the report or the session.
public protocol ProgressSink: AnyObject {
  /// The live line; called as often as one likes.
  func update(_ progress: Progress)
  /// A line that stays where there is no live line: one an epoch.
  func milestone(_ line: String)
  /// Takes the live line away.
  func clear()
}

/// Shows nothing.
public final class SilentProgress: ProgressSink {
  public init() {}
  public func update(_ progress: Progress) {}
  public func milestone(_ line: String) {}
  public func clear() {}
}
