import Language

/// One run of a sweep: the parameters that it runs with.
public struct SweepPoint: Hashable, Sendable {
  /// A parameter and its value.
  public struct Parameter: Hashable, Sendable {
    /// Without `$`.
    public let name: String
    /// As it would be typed.
    public let value: String

    /// `NAME=VALUE`.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order of the shell line.
  public let parameters: [Parameter]

  /// A point with these parameters.
  public init(parameters: [Parameter]) { self.parameters = parameters }

  /// The value of a parameter; nil where it has none.
  public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// `target=50%,seed=2`.
  public var text: String {
    parameters.map { "\($0.name)=\(Quoting.quoted($0.value))" }.joined(separator: ",")
  }
}
