import Costs
import Foundation
import Testing

@testable import Commands
@testable import Notebook
@testable import Reports
@testable import Workspaces

/// Docs/Energy.md and Docs/Contributing.md say what the program does.
@Suite struct EnergyPageTests {
  private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../..").standardized

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  private static let page = Result { try text("Docs/Energy.md") }

  /// The 45 nm example.
  static let linear = LayerWork(
    "fc1",
    Work(
      multiplyAdds: 1e6, connections: 1e6, parameters: 1e6, inputElements: 1000,
      outputElements: 1000, weightElements: 1e6))

  private static func microjoules(_ joules: Joules) -> String {
    NumberFormat.fixed(joules.value * 1e6, 1)
  }

  /// The last cell of the row that begins with `term`, in the section that begins with `heading`.
  private static func cell(_ term: String, after heading: String) throws -> String {
    let section = try page.get().components(separatedBy: heading).dropFirst().joined()
    let row = try #require(
      section.split(separator: "\n").first { $0.hasPrefix("| \(term) |") }, "\(term)")
    return try #require(row.split(separator: "|").dropLast(0).last).trimmingCharacters(
      in: .whitespaces)
  }

  @Test func theExampleByHand() throws {
    let energy = EnergyModel().inference([Self.linear]).perImage
    for (term, joules) in [
      ("compute", energy.computeJoules), ("on-chip", energy.onChipJoules),
      ("DRAM", energy.dramJoules), ("time", energy.timeJoules), ("together", energy.joules),
    ] {
      #expect(try Self.cell(term, after: "### By hand") == Self.microjoules(joules), "\(term)")
    }
  }

  @Test func theExampleLevelByLevel() throws {
    let device = try #require(DeviceCatalog.find("phone-core"))
    let model = EnergyModel(device)
    let heading = "The same layer on `phone-core`"
    for (level, words, word) in device.roofline!.traffic([Self.linear]) {
      let cell = try Self.cell(level, after: heading)
      #expect(cell == Self.microjoules(Joules(words * word.value)), "\(level)")
      #expect(try Self.page.get().contains("| \(NumberText.count(words.rounded())) | \(cell) |"))
    }
    let joules = Self.microjoules(model.inference([Self.linear]).joules)
    #expect(try Self.page.get().contains("of time it is \(joules) µJ"))
  }

  @Test func theTableOfChecks() throws {
    for check in PublishedCheck.all {
      for row in check.rows {
        let unit = row.published.unit.rawValue
        let cells = [
          check.name, row.what, NumberFormat.quantity(row.published.value, unit),
          NumberFormat.quantity(row.estimated, unit), DevicesCommand.distance(row),
        ]
        let line = "| \(cells.joined(separator: " | ")) |"
        #expect(try Self.page.get().contains(line), "\(line)")
      }
    }
  }

  /// The errors of every profile that was measured.
  @Test func theTableOfErrors() throws {
    for device in DeviceCatalog.all {
      guard let accuracy = device.accuracy else { continue }
      func share(_ error: Double?) -> String { error.map { NumberFormat.percent($0) } ?? "–" }
      let cells = [
        device.name, NumberFormat.count(accuracy.fitted), NumberFormat.count(accuracy.heldOut),
        share(accuracy.joules?.median), share(accuracy.joules?.p90),
        share(accuracy.seconds?.median), share(device.familyLeftOutError?.median),
        share(accuracy.ratio?.median),
      ]
      let line = "| \(cells.joined(separator: " | ")) |"
      #expect(try Self.page.get().contains(line), "\(line)")
    }
  }

  @Test func theTablesOfDevicesAndOperations() throws {
    for name in DeviceChoice.names { #expect(try Self.page.get().contains("\n| \(name) | ")) }
    for operation in OperationEnergy.all {
      let both = NumberFormat.short(operation.multiplyAdd().value * 1e12)
      let numbers =
        "\(NumberFormat.short(operation.multiply)) | \(NumberFormat.short(operation.add))"
      let line =
        "| \(operation.node.rawValue) | \(operation.precision.rawValue) | \(numbers) | \(both) |"
      #expect(try Self.page.get().contains(line), "\(line)")
    }
  }

  /// Each file shown is the repository's, letter for letter.
  @Test func whatIsShownToContributors() throws {
    let text = try Self.text("Docs/Contributing.md")
    let blocks = text.matches(
      of: /`((?:Sources|Tests)\/[^`\n]+\.swift)`:\n\n```swift\n(?s:(.*?))```/)
    #expect(blocks.count == 11)
    for block in blocks {
      #expect(
        try Self.text(String(block.1)) == block.2, "\(block.1) has changed: copy it into the page")
    }
  }
}
