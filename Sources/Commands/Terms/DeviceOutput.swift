import Costs
import Language
import Notebook
import Reports
import Sessions
import Workspaces

/// The file of to= that a device profile is written to; refused before anything is computed for it.
struct DeviceOutput {
  /// The profile's, which is called as its file is.
  let name: String
  private let file: OutputFile
  private let arguments: BoundArguments
  /// Whether a session's line finds the file there: what its other lines read stays what it was.
  private let isKept: Bool

  init(_ arguments: BoundArguments, _ context: CommandContext) throws {
    self.arguments = arguments
    var file = try OutputFile(arguments, "to", context)
    guard file.ending == DeviceFile.ending else {
      throw arguments.error(
        .badValue, "a profile's file ends in .\(DeviceFile.ending), found ‘\(file.path)’", at: "to",
        hint: "to=mine.\(DeviceFile.ending)")
    }
    name = String(FilePath.split(file.path).name.dropLast(DeviceFile.ending.count + 1))
    guard name.contains(where: \.isLetter),
      name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
    else {
      throw arguments.error(
        .badValue, "‘\(name)’ is no name for a device", at: "to",
        hint: "small letters, digits and hyphens: to=my-board.\(DeviceFile.ending)")
    }
    guard DeviceCatalog.find(name) == nil, name != ThisMachine.name else {
      throw arguments.error(
        .badValue, "\(name) is a profile of the program", at: "to",
        hint: "another name: to=my-\(name).\(DeviceFile.ending)")
    }
    try file.check(for: "device profile") { DeviceFile.isMarked($0.opening(256)) }
    self.file = file
    isKept = !context.scope.isTyped && (try? DeviceFile(file.path)) != nil
  }

  /// Writes the file whole, and tells its checksum.
  func write(_ profile: DeviceProfile) throws -> Report {
    guard !isKept else {
      var report = Report()
      report.say(
        "kept: ‘\(file.path)’ is there already, and the lines of this session are of it; remove it "
          + "to make it anew", volatile: true)
      report["file"] = .string(file.path)
      return report
    }
    let text: String
    do {
      text = try DeviceFile.text(profile)
    } catch let refusal as DeviceFile.Refusal {
      throw arguments.error("bad-device", refusal.message, at: "to", hint: refusal.hint)
    }
    var report = try file.write { Array(text.utf8) }
    let checksum = DeviceFile.checksum(text)
    report.say("checksum \(checksum)", volatile: true)
    report["checksum"] = .string(checksum)
    return report
  }
}
