import Testing

/// Lines of at most 100 columns: pages in full, and in Swift the comments and strings too, which
/// swift-format leaves alone.
@Suite struct ColumnTests {
  static let columnLimit = 100

  /// Files that are still to be wrapped. A file leaves this list when it is; none is added.
  static let exceptions: Set<String> = [
    "Sources/Networks/Formats/ONNXModel.swift",
    "Sources/Networks/Formats/ProtobufWriter.swift",
    "Sources/Networks/Formats/SafetensorsFile.swift",
    "Sources/Networks/Formats/StateTensor.swift",
    "Sources/Networks/GateRecord.swift",
    "Sources/Networks/Inference/Inference.swift",
    "Sources/Networks/Layers/GateModule.swift",
    "Sources/Networks/Network+Evaluation.swift",
    "Sources/Notebook/Commands/CompactCommand.swift",
    "Sources/Notebook/Commands/PruneCommand.swift",
    "Sources/Notebook/Commands/TrainCommand.swift",
    "Sources/Notebook/Domain/ArchiveReader.swift",
    "Sources/Notebook/Domain/BesideFile.swift",
    "Sources/Notebook/Domain/CalibratedPower.swift",
    "Sources/Notebook/Domain/CutComparison.swift",
    "Sources/Notebook/Domain/DeviceChoice.swift",
    "Sources/Notebook/Domain/EnergyGauge.swift",
    "Sources/Notebook/Domain/NetworkFile.swift",
    "Sources/Notebook/Domain/ThisMachine.swift",
    "Sources/Notebook/Domain/Workspace+Domain.swift",
    "Sources/Notebook/Domain/WorkspaceArchive+Ranges.swift",
    "Sources/Notebook/Domain/WorkspaceArchive.swift",
    "Sources/Pruning/Gates/ChannelObstacle.swift",
    "Sources/Pruning/Methods/Consensus.swift",
    "Sources/Pruning/Surgery/Departure.swift",
    "Sources/Pruning/Surgery/Surgery.swift",
    "Sources/Training/Run.swift",
  ]

  @Test func swiftLinesFit() {
    let files = Repository.swift(below: "Sources") + Repository.swift(below: "Tests")
    for file in files where !Self.exceptions.contains(file) {
      report(file) { _ in true }
    }
  }

  /// A row of a table cannot be wrapped.
  @Test func linesOfPagesFit() {
    let pages = Repository.files.filter {
      $0 == "README.md" || ($0.hasPrefix("Docs/") && $0.hasSuffix(".md"))
    }
    #expect(!pages.isEmpty)
    for page in pages {
      report(page) { !$0.hasPrefix("|") }
    }
  }

  private func report(_ file: String, where counts: (Substring) -> Bool) {
    let lines = (Repository.text(file) ?? "").split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated()
    where line.count > Self.columnLimit && counts(line) {
      Issue.record("\(file):\(index + 1) has \(line.count) columns (limit \(Self.columnLimit))")
    }
  }
}
