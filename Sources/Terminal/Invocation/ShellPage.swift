/// What `--print` writes for a system that the program is installed on.
public enum ShellPage: String, CaseIterable, Hashable, Sendable {
  /// The manual page, for man(1).
  case man
  /// Completion of the shell line, for the shell of that name.
  case bash
  case zsh
  case fish
}
