import Glibc

/// Shows an answer that is longer than the screen in `$PAGER`, else in `less`.
struct Pager {
  /// What the shell runs.
  private let command: String

  /// Nil where nothing is to be paged: a terminal without a cursor, or a PAGER that is empty or
  /// `cat`.
  init?(_ environment: [String: String]) {
    guard !["dumb", "", nil].contains(environment["TERM"]) else { return nil }
    guard let own = environment["PAGER"] else {
      // Without it, the text is shown as it always was. What was looked at stays on the screen.
      command =
        "if command -v less >/dev/null 2>&1; then LESS=${LESS-FX} exec less -R; else exec cat; fi"
      return
    }
    guard ![[], ["cat"]].contains(own.split(separator: " ")) else { return nil }
    command = own
  }

  /// Whether a text and the prompt behind it do not fit a screen of so many lines.
  static func isNeeded(for text: String, rows: Int?) -> Bool {
    guard let rows, rows > 1 else { return false }
    return text.utf8.count { $0 == 10 } >= rows
  }

  /// Shows the text; false where there is no such program.
  func show(_ text: String) -> Bool {
    guard let pipe = popen(command, "w") else { return false }
    // Whoever has seen enough closes the pipe, which is no fault of the terminal.
    OutputStream(fileno(pipe)).write(text)
    let status = pclose(pipe)
    return status >> 8 & 0xFF != 127
  }
}
