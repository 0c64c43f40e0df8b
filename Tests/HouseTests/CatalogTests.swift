import Testing

/// One file to add a thing, and one line in its catalog: a file that is not listed fails.
@Suite struct CatalogTests {
  struct Shelf: Sendable, CustomTestStringConvertible {
    var folder: String
    var catalog: String

    var testDescription: String { "\(folder) in \(catalog)" }
  }

  static let shelves = [
    Shelf(folder: "Networks/Layers", catalog: "LayerCatalog"),
    Shelf(folder: "Networks/Architectures", catalog: "ArchitectureCatalog"),
    Shelf(folder: "Training/Tasks", catalog: "TaskCatalog"),
    Shelf(folder: "Training/Objectives", catalog: "ObjectiveCatalog"),
    Shelf(folder: "Training/Optimizers", catalog: "OptimizerCatalog"),
    Shelf(folder: "Pruning/Methods", catalog: "MethodCatalog"),
    Shelf(folder: "Pruning/Criteria", catalog: "CriterionCatalog"),
    Shelf(folder: "Commands/Costs", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Data", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Networks", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Pruning", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Results", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Session", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Training", catalog: "CommandCatalog"),
    Shelf(folder: "Commands/Lessons", catalog: "LessonCatalog"),
    Shelf(folder: "Commands/Topics", catalog: "TopicCatalog"),
    Shelf(folder: "Commands/Exports", catalog: "ExportCatalog"),
    Shelf(folder: "Costs/Devices", catalog: "DeviceCatalog"),
    Shelf(folder: "Costs/Conventions", catalog: "ConventionCatalog"),
    Shelf(folder: "Datasets/Sets", catalog: "DatasetCatalog"),
  ]

  /// Catalogs whose things have no files, and why.
  static let without = [
    "GridCatalog": "a grid is a line: its name and a number"
  ]

  @Test func everyCatalogHasAShelf() {
    let catalogs = Set(
      Repository.swift(below: "Sources").map { stem($0) }.filter { $0.hasSuffix("Catalog") })
    let known = Set(Self.shelves.map(\.catalog)).union(Self.without.keys)
    #expect(catalogs.subtracting(known).isEmpty)
    #expect(known.subtracting(catalogs).isEmpty)
  }

  @Test(arguments: shelves)
  func everyFileOfTheFolderIsListed(shelf: Shelf) throws {
    let files = Repository.swift(below: "Sources/\(shelf.folder)")
      .filter { isThing($0, of: shelf) }
    try #require(!files.isEmpty, "there is nothing on the shelf \(shelf.folder)")
    let room = shelf.folder.split(separator: "/")[0]
    let path = try #require(
      Repository.swift(below: "Sources/\(room)").first { stem($0) == shelf.catalog },
      "Sources/\(shelf.folder) has files, but there is no \(shelf.catalog).swift")
    let listed = SwiftSource(Repository.text(path) ?? "").words
    for file in files where !listed.contains(Substring(stem(file))) {
      Issue.record("\(file) is missing in \(path)")
    }
  }

  /// Extensions (`X+Feature`) and files that begin with the noun of the catalog (`CommandCatalog`
  /// and `CommandGroup` in `Commands`) are the shelf, not things on it; nor is a file that declares
  /// what several things share (`protocol PoolingLayer` in `PoolingLayer.swift`).
  private func isThing(_ path: String, of shelf: Shelf) -> Bool {
    let name = stem(path)
    let noun = String(shelf.catalog.dropLast("Catalog".count))
    guard name != shelf.catalog, !name.contains("+"), !name.hasPrefix(noun) else { return false }
    return !Code.lines(of: Repository.text(path) ?? "").contains { $0.contains("protocol \(name)") }
  }
}
