import Commands
import Foundation
import TestSupport
import Testing
import Workspaces

@testable import Terminal

/// The pages of an installed program.
@Suite struct ShellPageTests {
  @Test(arguments: ShellPage.allCases) func everyOptionIsThere(_ page: ShellPage) {
    let text = page.text.replacing("\\-", with: "-")
    for option in ShellOption.all {
      let name =
        page == .fish && option.name != "-e" ? "-l \(option.name.dropFirst(2)) " : option.name
      #expect(text.contains(page == .fish && name == "-e" ? "-s e " : name), "\(option.name)")
      for choice in option.choices { #expect(text.contains(choice)) }
    }
    for verb in Invocation.verbs { #expect(text.contains(verb)) }
  }

  @Test func theManualHasEveryCommand() {
    let text = ShellPage.man.text.replacing("\\-", with: "-")
    #expect(text.hasPrefix(".TH POLLARD 1 \"\" \"pollard \(Provenance.version)\"\n"))
    for command in CommandCatalog.all { #expect(text.contains(".B \(command.signature.verb)")) }
    #expect(!text.contains("\n\n"))
  }

  /// What bash makes of the page.
  @Test(
    .enabled(if: Program.path != nil),
    arguments: [
      ("--format", "j", "json\n"), ("pollard", "rec", "record\n"),
      ("x", "--keep-", "--keep-going\n"),
      ("-e", "gate", "gate\ngates\n"), ("--threads", "", ""),
    ])
  func completion(_ before: String, _ word: String, _ expected: String) throws {
    let words = (before == "pollard" ? "" : before) + " \"\(word)\""
    let scratch = Scratch()
    let result = try Program.shell(
      """
      pollard --print bash >page
      /bin/bash -c 'source ./page; COMP_WORDS=(pollard \(words))
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _pollard
      for each in "${COMPREPLY[@]}"; do echo "$each"; done'
      """, in: scratch.path)
    #expect(result.output == expected, "\(result.errors)")
  }

  @Test(.enabled(if: Program.path != nil)) func pagesOfTheShellLine() throws {
    #expect(try Program.run(["--print", "man"]).output == ShellPage.man.text)
    #expect(try Program.run(["--print", "csh"]).code == 64)
    #expect(try Program.run(["--version"]).output == "pollard \(Provenance.version)\n")
  }

  /// One number, which the changelog begins with.
  @Test func theVersionIsInTheChangelog() throws {
    let first = Provenance.version.split(separator: ".").prefix(2).joined(separator: ".")
    #expect(Changelog.text.firstMatch(of: /## (\S+)/).map { String($0.1) } == first)
  }
}

private enum Changelog {
  static let text =
    (try? String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../CHANGELOG.md"), encoding: .utf8)) ?? ""
}
