import Commands
import Language

extension ShellPage {
  /// The whole page, made of the same lists as the program's help.
  public var text: String {
    let commands = CommandCatalog.all.map { $0.signature }
    return switch self {
    case .man: ManualPage.text(commands)
    case .bash: ShellCompletion.bash(commands)
    case .zsh: ShellCompletion.zsh(commands)
    case .fish: ShellCompletion.fish(commands)
    }
  }
}
