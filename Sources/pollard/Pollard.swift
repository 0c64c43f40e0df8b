import Terminal

@main
struct Pollard {
  static func main() { Program.main(Array(CommandLine.arguments.dropFirst())) }
}
