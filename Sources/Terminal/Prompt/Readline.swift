@preconcurrency import CReadline
@preconcurrency import Glibc
import Language
import Notebook

/// The one place that talks to GNU Readline. Everything here runs on the main thread.
enum Readline {
  /// A line that was entered, or the end of input.
  enum Event {
    case line(String)
    case end
  }

  /// What C callbacks share with the prompt; only the main thread touches it.
  private struct State {
    var events: [Event] = []
    var complete: ((String, Int) -> Completion.Answer)?
    var candidates: [Candidate] = []
    var matches: [String] = []
  }

  private nonisolated(unsafe) static var state = State()

  /// Prepares the library; `complete` gives candidates for a line and a cursor.
  static func start(complete: @escaping (String, Int) -> Completion.Answer) {
    state.complete = complete
    rl_catch_signals = 0
    rl_catch_sigwinch = 0
    rl_readline_name = UnsafePointer(strdup("pollard"))
    // A Tab that cannot complete lists, without a second one; an inputrc may say otherwise.
    rl_variable_bind("show-all-if-ambiguous", "on")
    rl_completer_word_break_characters = UnsafePointer(strdup(" \t\n=,"))
    rl_completer_quote_characters = UnsafePointer(strdup("\""))
    if isatty(1) != 1 { rl_outstream = stderr }
    rl_attempted_completion_function = { _, start, _ in Readline.matches(from: Int(start)) }
    rl_completion_display_matches_hook = { _, _, _ in Readline.showCandidates() }
    using_history()
    stifle_history(2000)
  }

  /// `readline 8.2`.
  static var library: String { "readline \(rl_library_version.map { String(cString: $0) } ?? "")" }

  static func addHistory(_ line: String) { add_history(line) }

  /// Shows the prompt and begins to edit a line.
  ///
  /// - Parameter text: what is there already, the cursor before it.
  static func begin(_ prompt: String, holding text: String = "") {
    // An end of input that was not the last would put a blank line after every later line.
    rl_eof_found = 0
    rl_callback_handler_install(prompt) { text in
      rl_callback_handler_remove()
      guard let text else {
        Readline.state.events.append(.end)
        return
      }
      Readline.state.events.append(.line(String(cString: text)))
      free(text)
    }
    guard !text.isEmpty else { return }
    rl_insert_text(text)
    rl_point = 0
    rl_redisplay()
  }

  /// Reads what was typed; gives the line if it is complete.
  static func read() -> Event? {
    rl_callback_read_char()
    return state.events.isEmpty ? nil : state.events.removeFirst()
  }

  /// Puts the terminal back as it was.
  static func end() { rl_callback_handler_remove() }

  /// Throws the line away and ends editing; what was typed stays on the screen, marked as given up.
  static func cancel() {
    rl_point = rl_end
    rl_redisplay()
    fputs("^C\n", rl_outstream)
    fflush(rl_outstream)
    rl_free_line_state()
    rl_callback_sigcleanup()
    rl_replace_line("", 0)
    rl_callback_handler_remove()
  }

  /// Lets `body` print below the line that is edited, which then comes again.
  static func interrupt(_ body: () -> Void) {
    fputs("\n", rl_outstream)
    fflush(rl_outstream)
    body()
    rl_on_new_line()
    rl_redisplay()
  }

  static func resize() {
    rl_resize_terminal()
  }

  /// Called at Tab: the matches as Readline wants them, the first being what they share.
  private static func matches(
    from start: Int
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    rl_attempted_completion_over = 1
    guard let buffer = rl_line_buffer, let complete = state.complete else { return nil }
    let line = String(cString: buffer)
    let cursor = Int(rl_point)
    let answer = complete(line, cursor)
    state.candidates = answer.candidates
    state.matches = answer.candidates.map { fit($0.text, from: answer.start, to: start, line) }
    if let only = state.matches.first, state.matches.count == 1,
      only.hasSuffix("=") || only.hasSuffix("/")
    {
      rl_completion_append_character = 0
    }
    rl_sort_completion_matches = 0
    let typed = Span(start, cursor).text(in: line)
    return rl_completion_matches(typed) { _, index in
      if index == 0 { Readline.state.matches.reverse() }
      return Readline.state.matches.popLast().flatMap { strdup($0) }
    }
  }

  /// `text`, which replaces the line from byte `own`, as a text that replaces it from `theirs`.
  private static func fit(_ text: String, from own: Int, to theirs: Int, _ line: String) -> String {
    if own >= theirs { return Span(theirs, own).text(in: line) + text }
    return Span(theirs - own, text.utf8.count).text(in: text)
  }

  /// Lists the candidates below the line.
  private static func showCandidates() {
    var rows: Int32 = 24
    var columns: Int32 = 80
    rl_get_screen_size(&rows, &columns)
    let lines = CandidateList.lines(
      state.candidates, width: max(20, Int(columns) - 1), limit: max(10, Int(rows) - 3))
    let text = "\n" + lines.map { $0 + "\n" }.joined()
    fputs(text, rl_outstream)
    fflush(rl_outstream)
    rl_forced_update_display()
  }
}
