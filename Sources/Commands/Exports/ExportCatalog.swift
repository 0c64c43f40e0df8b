/// All formats of `export`, one line each, sorted by ending.
enum ExportCatalog {
  static let all: [any ExportFormat.Type] = [
    CExport.self,
    CSVExport.self,
    PageExport.self,
    NotebookExport.self,
    JSONExport.self,
    MarkdownExport.self,
    ONNXExport.self,
    SafetensorsExport.self,
  ]

  static func find(_ ending: String) -> (any ExportFormat.Type)? {
    all.first { $0.ending == ending }
  }
}
