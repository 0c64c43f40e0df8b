import Datasets

/// What a line does, as its command declares it: what can be known of a line without running it.
///
/// `save FILE minimal` finds by it which lines depend on each other, autosave whether something was
/// trained, `open` what a session's lines say. The effects of a line hold in their order.
public enum Effect: Hashable, Sendable {
  /// A part of the workspace that lines read and write.
  public enum Part: Hashable, Sendable {
    case seed, data, optimizer, task, log
    /// Which network is in use.
    case current
    case setting(String)
    case parameter(String)
    case network(String)
    case checkpoint(String)
  }

  /// A network as a line names it.
  public enum Network: Hashable, Sendable {
    case inUse
    case named(String)
    /// One named after the network in use.
    case inUseWith(suffix: String)
  }

  /// The answer depends on it.
  case read(Part)
  /// It gets a value that does not depend on the one it had.
  case write(Part)
  /// The same with the value as it is typed, where a saved state repeats that.
  case set(Part, to: String)
  /// Other data are loaded, which end the epoch under way of every network.
  case load(DatasetRequest)
  /// Weights move in another way from here on, in every network that is trained.
  case setOptimizer
  /// The network in use, with what its training depends on: seed, data, optimizer
  /// and task.
  case readInUse
  /// The same, and the network becomes another.
  case changeInUse
  /// Work went into it, or an answer came from it, so that it is not left out.
  case use(Network)
  /// The network in use is trained.
  ///
  /// - Parameter endsInEpoch: whether it may end in the middle of an epoch.
  case train(endsInEpoch: Bool)
  /// Notes about the network in use what an answer saw; `undo` does not take that back.
  case noteInUse
  /// A network begins, in place of one of its name, and is in use.
  case begin(Network)
  /// Another network is in use.
  case select(String)
  case rename(String, to: String)
  /// The network goes.
  case drop(String)
  /// The network in use is kept under the name of a checkpoint.
  case keep(String)
  /// The checkpoint goes.
  case forget(String)
  /// Back to a checkpoint; nil for the end of an epoch.
  case goBack(to: String?)
  case undo(Int)
  case redo(Int)
  /// Speaks of the last answer.
  case readAnswer
  /// Speaks of earlier answers, since changes were last taken back.
  case readAnswers
  /// Reads everything.
  case readAll
  /// Reads and changes everything but which network is in use.
  case changeAll
  /// Nothing is known, not even which network is in use afterwards.
  case unknown

  /// What training and a new network depend on.
  public static let training: [Part] = [.seed, .data, .optimizer, .task]
}
