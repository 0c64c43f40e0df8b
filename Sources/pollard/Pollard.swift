import Foundation
import Terminal

@main
struct Pollard {
  static func main() { exit(Program.run(Array(CommandLine.arguments.dropFirst()))) }
}
