import Language

/// Completion of the shell line in three shells.
enum ShellCompletion {
  /// What may stand first instead of a file.
  private static let verbs = Invocation.verbs

  static func bash(_ commands: [Signature]) -> String {
    let cases = ShellOption.all.filter { !$0.choices.isEmpty }.map {
      "    \($0.name)) COMPREPLY=($(compgen -W \"\(words($0.choices))\" -- \"$word\")); return ;;"
    }
    let flags = ShellOption.all.map(\.name)
    return """
      # bash completion for pollard
      _pollard() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
        COMPREPLY=()
        case $before in
      \(cases.joined(separator: "\n"))
          -e) COMPREPLY=($(compgen -W "\(words(starts(commands)))" -- "$word")); return ;;
          --data) COMPREPLY=($(compgen -d -- "$word")); return ;;
          --threads|--seed) return ;;
        esac
        if [[ $word == -* ]]; then
          COMPREPLY=($(compgen -W "\(words(flags))" -- "$word"))
          return
        fi
        COMPREPLY=($(compgen -f -- "$word"))
        [ "$COMP_CWORD" != 1 ] || COMPREPLY+=($(compgen -W "\(words(verbs))" -- "$word"))
      }
      complete -o filenames -F _pollard pollard

      """
  }

  static func zsh(_ commands: [Signature]) -> String {
    let options = ShellOption.all.map { option -> String in
      let what = option.summary.replacing(":", with: "\\:").replacing("'", with: "'\\''")
      let action =
        switch option.name {
        case "-e": ":command:(\(words(starts(commands))))"
        case "--data": ":folder:_files -/"
        case _ where option.value == nil: ""
        default: ":value:(\(words(option.choices)))"
        }
      let isRepeated = option.name == "-e" ? "*" : ""
      return "  '\(isRepeated)\(option.name)[\(what)]\(action)'"
    }
    return """
      #compdef pollard
      _pollard_operand() {
        [ "$CURRENT" != 2 ] || compadd -- \(words(verbs))
        _files
      }
      _arguments \\
      \(options.joined(separator: " \\\n")) \\
        '*:file:_pollard_operand'

      """
  }

  static func fish(_ commands: [Signature]) -> String {
    let options = ShellOption.all.map { option -> String in
      let name = option.name.hasPrefix("--") ? "-l \(option.name.dropFirst(2))" : "-s e"
      let choices = option.name == "-e" ? starts(commands) : option.choices
      let value =
        option.value == nil ? "" : choices.isEmpty ? " -r" : " -x -a '\(words(choices))'"
      let what = option.summary.replacing("'", with: "\\'")
      return "complete -c pollard \(name)\(value) -d '\(what)'"
    }
    return """
      # fish completion for pollard
      \(options.joined(separator: "\n"))
      complete -c pollard -n __fish_is_first_arg -a '\(words(verbs))'

      """
  }

  /// The first words of the commands, each once.
  private static func starts(_ commands: [Signature]) -> [String] {
    Set(commands.compactMap { $0.verb.split(separator: " ").first.map(String.init) }).sorted()
  }

  private static func words(_ list: [String]) -> String { list.joined(separator: " ") }
}
