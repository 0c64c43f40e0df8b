import Costs
import Datasets
import Foundation
import Language
import Sessions

/// A device profile in a file of its own, `NAME.device`: what somebody measured on his device.
///
/// JSON in UTF-8: `format`, then the profile with its constants and errors. It is untrusted:
/// bounded in size, every constant checked, no path in it.
public struct DeviceFile: Sendable {
  /// What the file calls itself, and the newest that is read.
  public static let format = "pollard device 1"
  /// How its name ends.
  public static let ending = "device"
  /// Bytes it may have.
  static let largest = 4 << 20

  /// What it holds.
  public let profile: DeviceProfile
  /// Of its bytes.
  public let checksum: String

  private struct Content: Codable {
    var format: String
    var profile: DeviceProfile
  }

  /// Why a file is no profile.
  public struct Refusal: Error {
    /// One sentence.
    public let message: String
    /// A way out.
    public let hint: String
  }

  /// Reads the file at `path`.
  public init(_ path: String) throws {
    let text = try TextFile.read(path)
    guard text.utf8.count <= Self.largest else {
      throw Refusal(
        message: "it is larger than any device profile, \(Self.largest >> 20) MB",
        hint: "‘energy calibrate from=FILE.csv to=NAME.device’ makes one from measurements")
    }
    checksum = Self.checksum(text)
    let content: Content
    do {
      content = try JSONDecoder().decode(Content.self, from: Data(text.utf8))
    } catch {
      throw Refusal(
        message: "it is no device profile (\(Self.reason(error)))",
        hint: "‘energy calibrate from=FILE.csv to=NAME.device’ makes one from measurements")
    }
    guard content.format == Self.format else {
      throw Refusal(
        message: "its format is ‘\(content.format.prefix(40))’, and this version reads "
          + "‘\(Self.format)’", hint: "a newer version of the program may have written it")
    }
    try Self.check(content.profile)
    profile = content.profile
  }

  /// Whether a file that begins so is one of ours.
  public static func isMarked(_ opening: [UInt8]) -> Bool {
    opening.starts(with: "{\n  \"format\" : \"pollard device ".utf8)
  }

  /// The text of a file that holds `profile`.
  public static func text(_ profile: DeviceProfile) throws -> String {
    try check(profile)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(Content(format: format, profile: profile)) else {
      throw Refusal(
        message: "its numbers are too large or too small to be kept",
        hint: "joules in J and seconds in s, of one image")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Of a file's bytes, 64 bits, in hexadecimal.
  public static func checksum(_ text: String) -> String {
    var checksum = Checksum()
    checksum.add(text)
    return checksum.description
  }

  private static func check(_ profile: DeviceProfile) throws {
    do {
      try profile.validateForeign()
    } catch {
      throw Refusal(
        message: error.description,
        hint: "‘energy calibrate from=FILE.csv to=NAME.device’ makes a sound one")
    }
    guard profile.name != ThisMachine.name else {
      throw Refusal(
        message: "it calls itself \(profile.name), which is the machine at hand",
        hint: "another name in the file")
    }
  }

  /// What JSON says is wrong, in one line.
  private static func reason(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let keys = context.codingPath.map(\.stringValue).joined(separator: ".")
      return keys.isEmpty ? "" : " at ‘\(keys.prefix(80))’"
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "‘\(key.stringValue)’ is missing\(path(context))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "a value of another kind\(path(context))"
    default: "it is no JSON that a profile has"
    }
  }
}
