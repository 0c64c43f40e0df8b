import Language
import Sessions

/// One run of a sweep: the parameters that it runs with.
public struct SweepPoint: Hashable, Sendable, Codable {
  /// A parameter and its value.
  public struct Parameter: Hashable, Sendable, Codable {
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

extension SweepPoint {
  /// `target=50%,seed=2` as a name of files; a checksum where that would be no such name, or one
  /// longer than 200 bytes.
  public var fileName: String {
    let name = parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
    let isPlain = parameters.allSatisfy { parameter in
      parameter.value.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "%+-._:@".unicodeScalars.contains($0)
      }
    }
    // Beside a session and its weights lies a folder of the same name without an ending.
    let isFile = [".pollard", ".safetensors"].contains { name.hasSuffix($0) }
    guard isPlain, !isFile, name.utf8.count <= 200 else {
      return "point-" + Fingerprint(parameters.flatMap { [$0.name, $0.value] }).text
    }
    return name
  }
}
