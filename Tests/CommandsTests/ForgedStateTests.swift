import Foundation
import Networks
import Tensors
import TestSupport
import Testing

@testable import Notebook

/// Weights beside a session, forged at random and with a true checksum: what is taken from them
/// never traps, whatever is typed after, and nothing outside the folder is touched.
@Suite struct ForgedStateTests {
  /// The states that sessions are saved in.
  private static let cases =
    RoundTripTests.cases.map(\.lines) + [
      RoundTripTests.points + [
        "train 1", "checkpoint early", "copy mlp as=twin", "train 3 batches",
        "set undo=5 watts=11", "param a=3", "log e.csv", "optimizer adam lr=0.01", "train 1",
      ]
    ]

  private static let lines = [
    "train 1", "train 3 batches", "train 2 stop=3", "train until accuracy=99% max=1", "gates",
    "gates by=class", "gates image=3", "flops", "flops layers", "flops bytes",
    "flops convention=fvcore", "energy", "energy layers", "energy training", "energy break-even",
    "energy on=edge-int8 batch=8", "evaluate", "evaluate by=class", "compact as=z", "layers",
    "networks", "optimizer", "optimizer adam lr=0.01", "prune", "prune off",
    "prune consensus target=30% of=macs", "why fc1[0]", "what-if fc1 off", "gate attach *",
    "gate detach *", "gate set fc1[0-2] off", "checkpoint x", "checkout early",
    "checkout epoch=1", "checkout best", "branch b", "copy mlp as=twin2", "use twin", "drop twin",
    "rename mlp as=renamed", "undo", "redo", "undo 3", "explain", "show", "data", "data image=0",
    "seed 3", "set memory=0B", "history", "plot loss", "plot gates", "plot accuracy",
    "plot energy", "plot pareto", "compare mlp twin", "export a.json", "export a.csv",
    "export a.md", "export n.safetensors", "export n.onnx", "save again.pollard",
    "save run.pollard", "save less.pollard minimal", "carbon", "methods", "add relu",
    "benchmark batch=1 rounds=1",
  ]

  /// A value of the same kind and another content.
  private static func forged(_ value: Any, _ random: inout SplitMix) -> Any {
    switch value {
    case let number as NSNumber where isBoolean(number): return !number.boolValue
    case let number as NSNumber:
      let integers: [Any] = [
        -1, 0, 1, 2, 7, number.intValue &+ 1, number.intValue &- 1, Int.max, Int.min, 1 << 40,
        1 << 20, 65_537, 0.5, -0.5, 1e300, -1e300, 1e-300, 1.5, 100_001,
      ]
      return random.one(of: integers)
    case let text as String:
      let texts = [
        "", "mlp", "twin", "early", "fc1", "`id`", "../x", "/etc/passwd", "a b", "\u{1B}[2J",
        String(repeating: "x", count: 2000), random.mutate(text), text + "x", "relu name=r",
        "linear 3 name=fc1", "0-1048575", "consensus",
      ]
      return random.one(of: texts)
    case var list as [Any]:
      switch random.below(4) {
      case 0: list = []
      case 1 where !list.isEmpty: list.append(random.one(of: list))
      case 2 where !list.isEmpty: list.remove(at: random.below(list.count))
      default: list.reverse()
      }
      return list
    case var object as [String: Any]:
      guard let key = object.keys.sorted().randomElement(using: &random) else { return [:] }
      if random.below(2) == 0 { object[key] = nil } else { object[key] = [String: Any]() }
      return object
    default: return NSNull()
    }
  }

  private static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
  }

  /// The tree with one place of it forged; deeper places as likely as others.
  private static func forge(_ value: Any, _ random: inout SplitMix) -> Any {
    switch value {
    case var object as [String: Any] where !object.isEmpty && random.below(12) > 0:
      let key = object.keys.sorted()[random.below(object.count)]
      object[key] = forge(object[key]!, &random)
      return object
    case var list as [Any] where !list.isEmpty && random.below(6) > 0:
      let index = random.below(list.count)
      list[index] = forge(list[index], &random)
      return list
    default: return forged(value, &random)
    }
  }

  /// What is there where a forged `../x`, `x` or `id` would lead.
  private static func found(_ folder: String) -> Set<String> {
    let names = ["x", "a b", "id", "mlp", "twin", "early"]
    let paths = [folder + "/..", folder, "..", "."].flatMap { place in
      names.map { "\(place)/\($0)" }
    }
    return Set(paths.filter { FileManager.default.fileExists(atPath: $0) })
  }

  @Test(arguments: 0..<8) func nothingTraps(_ seed: UInt64) throws {
    var random = SplitMix(seed: seed + 100)
    var restored = 0
    var typed = 0
    let rounds = 2 * SplitMix.rounds
    for round in 0..<rounds {
      let scratch = Scratch()
      let saved = try ForgedWeightsTests.Saved(
        random.one(of: Self.cases).map {
          $0.replacing("log e.csv", with: "log \(scratch.file("e.csv"))")
        })
      try saved.forge { state in
        for _ in 0...random.below(3) {
          state = Self.forge(state, &random) as? [String: Any] ?? state
        }
      }
      // Paths of what is typed begin where the program runs: in the folder of the session.
      let before = Self.found(saved.scratch.path)
      let engine = Engine()
      let turn = engine.execute("open \(saved.path)")
      if turn?.report?["restored"] == true { restored += 1 }
      for _ in 0..<45 {
        let line = random.one(of: Self.lines)
        let parts = line.split(separator: " ").map { part in
          part.contains(".") && !part.contains("=")
            ? saved.scratch.file(String(part)) : String(part)
        }
        let turn = engine.execute(parts.joined(separator: " "))
        #expect(turn?.diagnostic?.code != .internal, "seed \(seed), round \(round): \(line)")
        typed += 1
      }
      #expect(Self.found(saved.scratch.path).isSubset(of: before))
    }
    print(
      "forged states: \(rounds) of seed \(seed), \(restored) restored, "
        + "\(typed) lines"
    )
  }
}
