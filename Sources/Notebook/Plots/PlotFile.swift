import Foundation
import Language
import Plots

/// The file that `plot … to=` writes; refused before anything is computed for it.
struct PlotFile {
  private let path: String
  private let format: VectorChart.Format
  private let span: Span

  /// - Parameter subject: names a file in the hint.
  init(_ arguments: BoundArguments, of subject: String, _ context: CommandContext) throws {
    path = try arguments.required("to", \.text)
    span = arguments.span("to")
    let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
    guard let format = VectorChart.Format(rawValue: ending) else {
      throw arguments.error(
        .badValue, "a chart is drawn as .svg or .png, found ‘\(path)’", at: "to",
        hint: "try to=\(subject).svg")
    }
    self.format = format
    guard context.writesFiles else { return }
    let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    guard folder.isEmpty || FileManager.default.fileExists(atPath: String(folder)) else {
      throw arguments.error(
        .cannotWrite, "cannot write ‘\(path)’: there is no folder ‘\(folder)’", at: "to")
    }
    guard !AtomicFile.replaces(path) || Self.isChart(path, format) else {
      throw arguments.error(
        "file-exists", "‘\(path)’ is there already and is no \(ending.uppercased()) file", at: "to",
        hint: "choose another name, or remove it first")
    }
  }

  /// Whether the file begins as its ending says.
  private static func isChart(_ path: String, _ format: VectorChart.Format) -> Bool {
    let opening: [UInt8] =
      format == .png ? [0x89, 0x50, 0x4E, 0x47] : Array("<?xml".utf8)
    let file = FileHandle(forReadingAtPath: path)
    return (try? file?.read(upToCount: opening.count)).map { [UInt8]($0) } == opening
  }

  /// Draws and writes; while a session is checked nothing is written.
  func write(_ charts: [Chart], _ context: CommandContext) throws -> Report {
    var report = Report()
    report["file"] = .string(path)
    guard context.writesFiles else {
      report.say("not written: a check writes no files", volatile: true)
      return report
    }
    do {
      try AtomicFile.write(VectorChart(charts).bytes(format), to: path)
    } catch {
      throw ErrorTranslation.diagnostic(for: error).located(span)
    }
    report.say("file \(path)", volatile: true)
    return report
  }
}
