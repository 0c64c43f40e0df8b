import Language
import Notebook
import Plots
import Reports
import Sessions
import Tensors
import Workspaces

/// The session as a notebook of Jupyter, nbformat 4.5: members sorted, one a line, as Jupyter
/// writes them.
enum NotebookExport: ExportFormat {
  static let ending = "ipynb"
  static let summary = "the session as a Jupyter notebook, charts as SVG"
  static let showsSession = true

  static func recognises(_ file: PlainFile) -> Bool {
    // Quotes inside a text are escaped, so this occurs in the metadata only, before the cells or
    // after them.
    [file.opening(1 << 16), file.closing(1 << 16)].contains { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      return text.contains("\"name\": \"pollard\"") || text.contains("\"name\":\"pollard\"")
    }
  }

  static func make(
    _ arguments: BoundArguments, of engine: Engine, in context: CommandContext
  ) throws -> ExportedFile {
    let document = SessionDocument(engine.sessionFile)
    var cells: [JSONValue] = []
    for part in document.parts {
      switch part {
      case .prose(let lines): cells.append(prose(lines, number: cells.count + 1))
      case .cell(let number, let cell):
        cells.append(try code(cell, number: number, id: cells.count + 1))
      }
    }
    let notebook: JSONObject = [
      "cells": .array(cells), "metadata": .object(metadata(document)), "nbformat": 4,
      "nbformat_minor": 5,
    ]
    return ExportedFile(
      bytes: Array(JSONValue.object(notebook).indented().utf8), report: document.report)
  }

  private static func metadata(_ document: SessionDocument) -> JSONObject {
    let format = (name: "session", value: "\(SessionHeader.format)")
    var session = JSONObject()
    for fact in (document.provenance + [format]).sorted(by: { $0.name < $1.name }) {
      session[fact.name] = .string(fact.value)
    }
    var metadata: JSONObject = [
      "kernelspec": ["display_name": "Pollard", "language": "pollard", "name": "pollard"],
      "language_info": [
        "file_extension": ".pollard", "mimetype": "text/x-pollard", "name": "pollard",
        "version": .string(Provenance.version),
      ],
      "pollard": .object(session),
    ]
    if let title = document.title { metadata["title"] = .string(title) }
    return metadata
  }

  private static func prose(_ lines: [String], number: Int) -> JSONValue {
    [
      "cell_type": "markdown", "id": .string("prose-\(number)"), "metadata": [:],
      "source": text(lines.map(ProseLine.markdown)),
    ]
  }

  private static func code(_ cell: SessionCell, number: Int, id: Int) throws -> JSONValue {
    [
      "cell_type": "code", "execution_count": .integer(number), "id": .string("code-\(id)"),
      // Without it a run of the notebook would stop there.
      "metadata": cell.expectsError ? ["tags": ["raises-exception"]] : [:],
      "outputs": .array(try cell.pieces.map { try output($0, number) }),
      "source": text(lines(of: cell.input)),
    ]
  }

  private static func output(_ piece: SessionCell.Piece, _ number: Int) throws -> JSONValue {
    switch piece {
    case .lines(.reproducible, let lines):
      return [
        "data": ["text/plain": text(lines)], "execution_count": .integer(number), "metadata": [:],
        "output_type": "execute_result",
      ]
    case .lines(.volatile, let lines):
      return [
        "data": ["text/plain": text(lines)], "metadata": varies, "output_type": "display_data",
      ]
    case .lines(.error, let lines):
      let message = lines.first ?? ""
      return [
        "ename": "error",
        "evalue": .string(
          message.hasPrefix("error: ") ? String(message.dropFirst(7)) : message),
        "output_type": "error", "traceback": .array(lines.map { .string($0) }),
      ]
    case .drawing(let chart, let lines):
      let svg = String(decoding: try VectorChart([chart]).bytes(.svg), as: UTF8.self)
      return [
        "data": ["image/svg+xml": text(Self.lines(of: svg)), "text/plain": text(lines)],
        "metadata": varies, "output_type": "display_data",
      ]
    }
  }

  /// How an output is marked that differs from run to run.
  private static let varies: JSONValue = ["pollard": ["volatile": true]]

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// A text over several lines as nbformat has it: each with its line break, but the last.
  private static func text(_ lines: [String]) -> JSONValue {
    .array(
      lines.enumerated().map { .string($1 + ($0 + 1 < lines.count ? "\n" : "")) }
        .filter { $0 != "" })
  }
}
