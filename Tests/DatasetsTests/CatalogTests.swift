import Foundation
import Testing

@testable import Datasets

@Suite struct CatalogTests {
  @Test func everyFileOfTheFolderIsListed() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.appendingPathComponent("Sources/Datasets/Sets").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(6)) }.sorted()
    let listed = DatasetCatalog.all.map { String(describing: $0) }
    #expect(listed.sorted() == files)
    #expect(listed == listed.sorted { $0.lowercased() < $1.lowercased() })
  }

  @Test func everySourceDescribesItself() {
    #expect(Set(DatasetCatalog.names).count == DatasetCatalog.all.count)
    for source in DatasetCatalog.all {
      #expect(!source.summary.isEmpty && source.summary.count <= 70, "\(source.name)")
      #expect(!source.citation.isEmpty)
    }
    #expect(CIFAR100.classNames.count == 100)
    #expect(CIFAR100.classNames == CIFAR100.classNames.sorted())
    #expect(CIFAR100.groupNames.count == 20)
  }

  @Test func unknownNamesComeWithThoseThereAre() {
    let error = failure { _ = try Dataset.load(DatasetRequest("mooons")) }
    #expect(error?.code == "data-unknown")
    #expect(error?.problem == .unknownDataset("mooons", known: DatasetCatalog.names))
    for name in ["", "\u{1B}[2J", String(repeating: "x", count: 100_000)] {
      let error = failure { _ = try Dataset.load(DatasetRequest(name)) }
      #expect(error?.code == "data-unknown")
      #expect((error?.description.count ?? 0) < 400)
      #expect(error?.description.contains("\u{1B}") == false)
    }
  }
}
