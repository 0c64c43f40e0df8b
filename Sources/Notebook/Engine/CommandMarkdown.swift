import Language

/// All commands as one page of Markdown: Docs/Commands.md is what this prints.
public enum CommandMarkdown {
  public static func page(_ signatures: [Signature]) -> [String] {
    var lines = [
      "# Commands", "",
      "Printed by `./dev docs` from the program's own help; `help COMMAND` shows the same.", "",
    ]
    for group in CommandGroup.all {
      let commands = signatures.filter { $0.group == group }
      guard !commands.isEmpty else { continue }
      lines += ["## \(group)", ""]
      for signature in commands {
        lines += section(signature, level: 3)
        for variant in signature.variants {
          lines += section(signature.narrowed(to: variant), level: 4)
        }
      }
    }
    return Array(lines.dropLast())
  }

  private static func section(_ signature: Signature, level: Int) -> [String] {
    var lines = ["\(String(repeating: "#", count: level)) \(signature.verb)", ""]
    let summary = signature.summary
    lines += ["\(summary.prefix(1).uppercased())\(summary.dropFirst()).", ""]
    lines += ["    \(signature.synopsis)", ""]
    let rows = signature.positionals + signature.options
    if !rows.isEmpty {
      lines += ["| | | default |", "| --- | --- | --- |"]
      for parameter in rows {
        let standing = parameter.defaultText ?? parameter.otherwise ?? ""
        lines.append(
          "| \(cell(parameter.name)) | \(cell(parameter.summary)): \(cell(parameter.expectation)) | "
            + "\(cell(standing)) |")
      }
      lines.append("")
    }
    if !signature.details.isEmpty { lines += [signature.details, ""] }
    for example in signature.examples {
      lines.append("    \(example.line)" + (example.note.isEmpty ? "" : "    # \(example.note)"))
    }
    return signature.examples.isEmpty ? lines : lines + [""]
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
