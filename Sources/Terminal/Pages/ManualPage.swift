import Language
import Notebook
import Workspaces

/// `pollard(1)` in the macros of man(7).
enum ManualPage {
  static func text(_ commands: [Signature]) -> String {
    var lines = [
      ".TH POLLARD 1 \"\" \"pollard \(Provenance.version)\"",
      ".SH NAME", "pollard \\- a research notebook for energy\\-aware pruning of neural networks",
      ".SH SYNOPSIS", ".nf",
    ]
    lines += Invocation.forms.map { escaped("pollard " + $0.form) }
    lines += [
      ".fi", ".SH DESCRIPTION",
      escaped(
        "Without FILE and -e it shows a prompt, or reads commands from standard input. At the "
          + "prompt, ‘help’ lists the commands, Tab completes, and ‘tour’ teaches."),
    ]
    for form in Invocation.forms where !form.summary.isEmpty {
      lines += [".TP", ".B " + escaped("pollard " + form.form), escaped(form.summary)]
    }
    lines.append(".SH OPTIONS")
    for option in ShellOption.all {
      lines += [".TP", ".B " + escaped(option.form), escaped(option.summary)]
    }
    lines.append(".SH COMMANDS")
    for group in CommandGroup.all {
      lines.append(".SS " + escaped(group))
      for signature in commands where signature.group == group {
        lines += [".TP", ".B " + escaped(signature.synopsis), escaped(signature.summary)]
      }
    }
    lines += [".SH EXIT STATUS", escaped(Invocation.exitCodes), ".SH FILES"]
    for (path, what) in [
      ("$XDG_CONFIG_HOME/pollard/init.pollard", "runs at the start of each prompt"),
      ("$XDG_STATE_HOME/pollard/history", "the lines typed at earlier prompts"),
    ] {
      lines += [".TP", ".I " + escaped(path), escaped(what)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text as man(7) shows it: dashes that can be typed, and no line that is taken for a macro.
  private static func escaped(_ text: String) -> String {
    let text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
      .replacing("\n", with: " ")
    return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
  }
}
