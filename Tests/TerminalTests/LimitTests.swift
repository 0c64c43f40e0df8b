import TestSupport
import Testing

@testable import Terminal

/// The built program under limits of the shell and after them.
@Suite(.enabled(if: Program.path != nil)) struct LimitTests {
  private static let short =
    "-e 'data moons' -e 'network mlp 16' -e 'set memory=0B' -e 'train 2' -e evaluate -e 'seed 3'"

  /// It works, or says in one error what is missing.
  @Test(arguments: [150, 200, 300, 500, 2000])
  func addressSpace(_ megabytes: Int) throws {
    let scratch = Scratch()
    for words in [
      Self.short,
      "-e 'data shapes train=20000 test=100' -e 'network convnet width=0.2' -e 'train 2 batches'",
      "-e 'data shapes train=10000 batch=4096' -e 'network convnet' -e 'train 1 batches'",
      "-e 'network mlp 3000 3000' -e 'copy mlp as=b' -e 'export a.safetensors' "
        + "-e 'import a.safetensors as=c' -e 'benchmark batch=1,64 rounds=3'",
    ] {
      let result = try Program.shell(
        "ulimit -v \(megabytes * 1000); pollard --format json --threads 4 \(words)",
        in: scratch.path)
      #expect([0, 65].contains(result.code), "\(words): \(result.code), \(result.errors)")
      let errors = result.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
      #expect(errors.count == (result.code == 0 ? 0 : 1), "\(result.errors)")
      #expect(result.output.contains(#""code": "out-of-memory""#) == (result.code == 65))
      #expect(try scratch.names().allSatisfy { !$0.hasSuffix(".part") })
    }
  }

  /// What is refused is refused before it begins, and work goes on.
  @Test func refusedAndUnchanged() throws {
    let scratch = Scratch()
    let result = try Program.shell(
      "ulimit -v 700000; pollard --keep-going --format json -e 'data moons' -e 'network mlp 8' "
        + "-e 'network mlp 16000 16000 as=b' -e networks -e 'train 1'", in: scratch.path)
    #expect(result.code == 65)
    let lines = result.output.split(separator: "\n")
    try #require(lines.count == 5)
    #expect(lines[2].contains(#""code": "out-of-memory""#))
    #expect(lines[2].contains("‘ulimit -v’ allows 717 MB, of which"))
    #expect(!lines[3].contains(#""b""#))
    #expect(lines[4].contains(#""ok": true"#))
  }

  @Test(arguments: [(64, 65), (256, 65), (512, 0)]) func stacks(_ size: Int, _ code: Int32) throws {
    let scratch = Scratch()
    let result = try Program.shell("ulimit -s \(size); pollard \(Self.short)", in: scratch.path)
    #expect(result.code == code, "\(result.errors)")
    guard code != 0 else { return }
    #expect(
      result.errors.hasPrefix("error: the stack may have \(size) kB, and pollard needs 512 kB\n"))
    #expect(result.output.isEmpty)
  }

  /// Its own threads do the work; OpenBLAS starts none.
  @Test func threads() throws {
    let scratch = Scratch()
    let result = try Program.shell(
      "mkfifo in; '\(Program.path ?? "")' --threads 1 <in >out & exec 3>in; echo seed 3 >&3; "
        + "while [ ! -s out ]; do :; done; grep Threads /proc/$!/status; exec 3>&-; wait",
      in: scratch.path)
    #expect(result.output == "Threads:\t1\n")
    #expect(scratch.read("out") == "seed 3\n")
  }
}
