/// What an answer depends on, so that it can be told when that has changed.
public struct AnswerBasis: Hashable, Sendable, Codable {
  /// Which networks an answer is about.
  public enum Networks: Hashable, Sendable, Codable {
    case inUse
    case named([String])
    case all
  }

  /// The networks it is about.
  public var networks: Networks
  /// Whether trained numbers count; false where layers alone do, as long as no gate is among them.
  public var needsNumbers: Bool
  /// Whether the data in use count.
  public var needsData: Bool

  /// The network in use unless said.
  public init(_ networks: Networks = .inUse, needsNumbers: Bool, needsData: Bool) {
    self.networks = networks
    self.needsNumbers = needsNumbers
    self.needsData = needsData
  }

  /// The layers of the network in use, such as their multiply-adds.
  public static let layers = AnswerBasis(needsNumbers: false, needsData: false)
  /// The network in use as it was trained.
  public static let numbers = AnswerBasis(needsNumbers: true, needsData: false)
  /// The network in use asked about the data in use.
  public static let evaluation = AnswerBasis(needsNumbers: true, needsData: true)
}
