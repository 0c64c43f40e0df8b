import Foundation
import Testing

/// The figures of the table in Docs/Architecture.md, printed with `HOUSE_FIGURES=1`, of another
/// checkout with `HOUSE_FIGURES=/its/folder`.
@Suite struct FigureTests {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["HOUSE_FIGURES"] != nil))
  func figures() throws {
    let files = Repository.swift(below: "Sources").sorted()
    try #require(!files.isEmpty, "there are no Sources in \(Repository.root.path)")
    let functions = files.flatMap { Repository.declarations[$0]!.filter(\.isFunction) }
    print("functions", Self.spread(functions.map(\.length)))
    let lines = files.map { Self.lines($0).count }
    print("files", Self.spread(lines))
    let long = (files + Repository.swift(below: "Tests")).flatMap(Self.lines)
      .count { $0.count > ColumnTests.columnLimit }
    print("lines over \(ColumnTests.columnLimit) columns: \(long)")
    let questions = LayerNameTests.questions.values.reduce(0, +)
    print("layer types asked for outside their files: \(questions)")
    print("files that name layer types: \(LayerNameTests.named.count)")
    var (documented, all) = (0, 0)
    for room in Self.rooms(of: files) {
      let own = Repository.declarations.filter { $0.key.hasPrefix("Sources/\(room)/") }
      let found = Documentation(own, DocumentationTests.protocols)
      documented += found.documented
      all += found.count
      let texts = own.keys.map { ($0, Repository.text($0) ?? "") }
      print(
        "\(room): \(own.keys.reduce(0) { $0 + Self.lines($1).count }) lines in",
        "\(own.count) files, largest circle of folders",
        Folders(room, Dictionary(uniqueKeysWithValues: texts)).circles.map(\.count).max() ?? 0)
    }
    print("public declarations documented: \(documented) of \(all)")
  }

  private static func rooms(of files: [String]) -> [String] {
    Set(files.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) }).sorted()
  }

  private static func lines(_ file: String) -> [Substring] {
    (Repository.text(file) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func spread(_ counts: [Int]) -> String {
    let sorted = counts.sorted()
    let at = { (share: Double) in sorted[Int(share * Double(sorted.count - 1))] }
    return "\(sorted.count): median \(at(0.5)), p90 \(at(0.9)), max \(at(1))"
  }
}
