import Networks

/// A pruning method as a person finds it: the line of `methods`, the options behind `prune NAME`.
public struct MethodDescription: Sendable {
  /// What physically leaves the network.
  public enum Removal: String, Sendable { case channels, weights, nothing }

  /// What it works on.
  public enum Subject: String, Sendable { case gates, channels }

  /// As it is typed behind `prune`.
  public var name: String
  /// One line for `methods` and `help`, without a full stop.
  public var summary: String
  /// The paper it comes from, with its year, and whether this is a reconstruction.
  public var source: String
  /// What leaves the network for good.
  public var removes: Removal
  /// What `prune` puts in or finds before it begins: gates, or channels that may leave.
  public var subject: Subject
  /// What decides and when, in a phrase.
  public var decides: String
  /// Whether it meets a `target=`.
  public var takesTarget: Bool
  /// Whether it draws weights anew, and so refuses a network that was trained.
  public var needsUntrained: Bool
  /// Its own options; `target=`, `of=`, `on=`, `batch=` and `over=` belong to all.
  public var options: [MethodOption]
  /// What stands in its account of a training, in the order it is told.
  public var figures: [AccountFigure]
  /// Paragraphs of `help prune NAME`.
  public var details: String
  /// Lines that can be typed.
  public var examples: [String]
  /// Makes the method.
  ///
  /// - Throws: `PruningError` that names the option.
  public var make:
    @Sendable (PruningRequest, MethodArguments) throws(PruningError) -> any PruningMethod
  /// The type that a file of its state is read as.
  var type: any (PruningMethod & SendableMetatype).Type

  /// A description; a method takes a target and any network unless said.
  public init(
    _ name: String, _ summary: String, source: String, removes: Removal, subject: Subject,
    decides: String,
    takesTarget: Bool = true, needsUntrained: Bool = false, options: [MethodOption] = [],
    figures: [AccountFigure],
    details: String, examples: [String], type: any (PruningMethod & SendableMetatype).Type,
    make:
      @escaping @Sendable (PruningRequest, MethodArguments) throws(PruningError)
      -> any PruningMethod
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.removes = removes
    self.subject = subject
    self.decides = decides
    self.takesTarget = takesTarget
    self.needsUntrained = needsUntrained
    self.options = options
    self.figures = figures
    self.details = details
    self.examples = examples
    self.type = type
    self.make = make
  }
}

/// A figure that a method keeps through a training.
public struct AccountFigure: Sendable, Hashable {
  /// How the figure is printed: in per cent or as a whole number.
  public enum Unit: String, Sendable { case share, count }
  /// Where it is drawn: a line of results, or a guide to them.
  public enum Role: Sendable { case result, guide }

  /// The key in JSON and in accounts, and the column of a log.
  public let key: String
  /// A share 0…1 or a count.
  public let unit: Unit
  /// Whether it is a result, or a guide to compare results with.
  public let role: Role
  private let title: String
  private let namesCost: Bool

  /// - Parameters:
  ///   - title: what a legend calls it.
  ///   - namesCost: whether the legend puts what the target counts before it.
  public init(
    _ key: String, _ title: String, unit: Unit = .share, role: Role = .result,
    namesCost: Bool = false
  ) {
    self.key = key
    self.title = title
    self.unit = unit
    self.role = role
    self.namesCost = namesCost
  }

  /// `multiply-adds removed`.
  ///
  /// - Parameter cost: what the target counts.
  public func title(cost: String) -> String { namesCost ? "\(cost) \(title)" : title }

  /// How all of them come about: from the last batch of an epoch.
  public static let kind = "measured"

  /// The share of the dense cost that the last batch could have done without.
  public static let removed = AccountFigure("removed", "removed", namesCost: true)
  /// The share that was asked to go by then.
  public static let asked = AccountFigure("asked", "removal asked for", role: .guide)
  /// The share of gates on which all images of the last batch agree; gates that left agree.
  public static let consensus = AccountFigure("consensus", "gates in consensus")
}
