import Foundation
import TestSupport
import Testing

@testable import Commands
@testable import Notebook

/// `export net.c`: what it answers, and what it refuses.
@Suite struct CExportTests {
  @Test func whatIsAnswered() throws {
    let scratch = Scratch()
    let path = scratch.file("net.c")
    let engine = Engine.after([
      "data moons train=64 test=20", "network mlp 8 4", "train 1", "export \(path)",
    ])
    for _ in 0..<2 {
      let report = try engine.report("export \(path)")
      let weights = 2 * 8 + 8 + 8 * 4 + 4 + 4 * 2 + 2
      #expect(report["weight_bytes"] == .integer(4 * weights))
      #expect(report["activation_bytes"] == .integer(4 * (8 + 4)))
      #expect(report["macs"] == .integer(2 * 8 + 8 * 4 + 4 * 2))
      #expect(report["flops"] == .integer(2 * (2 * 8 + 8 * 4 + 4 * 2)))
      #expect(report["bytes"] == .integer(try scratch.bytes("net.c").count))
      #expect(report["format"] == "c" && report["file"] == .string(path))
    }
    let text = scratch.read("net.c").replacing("\n * ", with: " ")
    #expect(text.contains("(x / 1 - mean) / deviation, by channel: mean "))
    #expect(text.contains("Classes, in order: [\"upper\", \"lower\"]."))
    #expect(text.contains("int pollard_infer(const float *in, float *out) {\n"))
  }

  /// Masks leave zeros, which the file keeps.
  @Test func compactedAndMasked() throws {
    let scratch = Scratch()
    let path = scratch.file("net.c")
    let engine = Engine.after([
      "data shapes train=32 test=16 batch=16", "network convnet width=0.25",
      "mask magnitude target=50%", "export \(path)",
    ])
    #expect(scratch.read("net.c").contains("0, 0, "))
    let whole = try engine.report("export \(path)")
    for line in [
      "mask off", "gate attach *", "gate set conv1[1-3] off", "train 1", "compact as=small",
    ] {
      #expect(engine.execute(line)?.diagnostic == nil)
    }
    let small = try engine.report("export \(path)")
    for key in ["macs", "weight_bytes"] {
      #expect(small.values.number(key)! < whole.values.number(key)!)
    }
  }

  @Test func largeNetworks() throws {
    let scratch = Scratch()
    let path = scratch.file("net.c")
    let engine = Engine.after(["network mlp 9000 input=1000 classes=2"])
    let error = try #require(engine.execute("export \(path)")?.diagnostic)
    #expect(error.code == "too-large" && error.hint?.hasPrefix("large=on") == true)
    #expect(scratch.read("net.c").isEmpty)
    let report = try engine.report("export \(path) large=on")
    #expect(report["weight_bytes"] == .integer(4 * 9_018_000))
    #expect(try scratch.bytes("net.c").count > 9_018_000 * 8)
  }

  @Test func optionsOfOtherFormats() throws {
    let scratch = Scratch()
    let engine = Engine.after(["network mlp 4 input=2 classes=2"])
    let error = try #require(
      engine.execute("export \(scratch.file("net.onnx")) large=on")?.diagnostic)
    #expect(error.code == .badValue && error.message == "large= is for a .c file, not for .onnx")
    #expect(error.hint == "leave it out, or name a file that ends in .c")
    #expect(try scratch.names().isEmpty)
  }
}
