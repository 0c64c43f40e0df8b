/// Why something cannot be pruned as asked, in words for the person who typed it.
public struct PruningError: Error, Equatable, CustomStringConvertible {
  /// What kind of mistake it is, as scripts may rely on: `not-gateable`.
  public var code: String
  /// One sentence without a full stop: operation, expected, got.
  public var message: String
  /// A way out.
  public var hint: String?
  /// The option of the method that is to blame.
  public var option: String?

  /// A mistake; `option` names the option that the caret belongs under.
  public init(_ code: String, _ message: String, hint: String? = nil, option: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.option = option
  }

  public var description: String { hint.map { "\(message) (\($0))" } ?? message }

  /// No layer of the network can lose channels.
  public static let noSite = PruningError(
    "not-gateable", "no layer can be gated", hint: "a network needs a hidden layer to prune")

  /// None by itself.
  public static let onlyGroups = PruningError(
    "not-gateable", "no layer can lose channels by itself",
    hint: "‘granularity=group’ takes those that other layers share")

  static let hasGates = PruningError(
    "has-gates", "the network has gates, and this method takes channels without them",
    hint: "‘gate detach *’ takes them away")

  /// Numbers of a file that no typed line leads to.
  static let outOfRange = PruningError("bad-file", "numbers are out of range")
}
