import Tensors
import Testing

@testable import Networks

/// What cannot be built is a `LayerError` with words for it, whatever was typed.
@Suite struct GraphErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var lines: [String]
    var says: String
    var input = Shape(3, 8, 8)

    var testDescription: String { lines.joined(separator: "; ") }
  }

  static let cases: [Case] = [
    Case(lines: ["conf 3"], says: "no layer called ‘conf’"),
    Case(lines: [""], says: "a line without a layer"),
    Case(lines: ["conv"], says: "needs output channels"),
    Case(lines: ["conv 0"], says: "at least 1"),
    Case(lines: ["conv 3.5"], says: "whole number"),
    Case(lines: ["conv 99999999999999999999"], says: "whole number"),
    Case(lines: ["conv 4 3y3"], says: "written like 3x3"),
    Case(lines: ["conv 4 9x9"], says: "does not fit"),
    Case(lines: ["conv 4 3x3 pas=1"], says: "no option ‘pas’"),
    Case(lines: ["conv 4 3x3 extra"], says: "no use for ‘extra’"),
    Case(lines: ["conv 4 bias=maybe"], says: "on or off"),
    Case(lines: ["conv 4 groups=3"], says: "3 groups do not divide 4 outputs"),
    Case(lines: ["conv 4 groups=2"], says: "2 groups do not divide 3 inputs"),
    Case(lines: ["conv 4 groups=5"], says: "5 groups do not divide 3 inputs and 4 outputs"),
    Case(lines: ["conv 4 3x3 pad=-1"], says: "at least 0"),
    Case(lines: ["conv 4 3x3 stride=0"], says: "at least 1"),
    Case(lines: ["conv 4 1x1 pad=1000000 stride=1000000"], says: "too large"),
    Case(lines: ["depthwise 9x9"], says: "does not fit"),
    Case(lines: ["depthwise 1x1 pad=1000000 stride=1000000"], says: "too large"),
    Case(lines: ["linear 1000000", "linear 1000000"], says: "too many weights"),
    Case(lines: ["linear 3"], says: "too large", input: Shape(1 << 20, 1 << 20, 1 << 20)),
    Case(lines: ["conv 1048576 1x1 pad=1048576"], says: "too large", input: Shape(1, 1, 1)),
    Case(
      lines: ["conv 1048576 1x1 pad=1048576"], says: "too large",
      input: Shape(1 << 20, 1 << 20, 1 << 20)),
    Case(
      lines: ["concat from=" + Array(repeating: "input", count: 20).joined(separator: ",")],
      says: "too large", input: Shape(1 << 20, 1 << 20, 1 << 20)),
    Case(lines: ["relu"], says: "too large", input: Shape(0)),
    Case(lines: ["maxpool 9"], says: "does not fit"),
    Case(lines: ["avgpool 9"], says: "does not fit"),
    Case(lines: ["dropout 1"], says: "from 0 to below 1"),
    Case(lines: ["dropout nan"], says: "from 0 to below 1"),
    Case(lines: ["dropout much"], says: "is a number"),
    Case(lines: ["leakyrelu slope=2"], says: "from 0.0 to 1.0"),
    Case(lines: ["leakyrelu slope=nan"], says: "from 0.0 to 1.0"),
    Case(lines: ["leakyrelu slope=steep"], says: "is a number"),
    Case(lines: ["leakyrelu 0.1"], says: "no use for ‘0.1’"),
    Case(lines: ["clip"], says: "needs a bound"),
    Case(lines: ["clip low=1 high=0"], says: "low is at most high"),
    Case(lines: ["clip low=nan"], says: "low lies from"),
    Case(lines: ["clip high=inf"], says: "high lies from"),
    Case(lines: ["conv 4 3x3 dilation=5"], says: "with dilation=5 with pad=0 does not fit"),
    Case(lines: ["conv 4 3x3 dilation=0"], says: "at least 1"),
    Case(lines: ["conv 4 3x3 pad=1,0,1"], says: "four like 0,0,1,1"),
    Case(lines: ["conv 4 3x3 pad=1x-1"], says: "each at least 0"),
    Case(lines: ["conv 4 3x3 stride=1x2x3"], says: "two like 2x1"),
    Case(lines: ["deconv 4 3x3 pad=6"], says: "takes all of the output away"),
    Case(lines: ["deconv 4 1024x1024 dilation=1048576"], says: "too large"),
    Case(lines: ["deconv 4 groups=2"], says: "2 groups do not divide 3 inputs"),
    Case(lines: ["scale start=much"], says: "start is a number"),
    Case(lines: ["multiply"], says: "two inputs"),
    Case(lines: ["conv 3 3x3 name=a", "multiply from=a,input"], says: "takes a second input of"),
    Case(lines: ["globalpool name=a", "multiply from=a,input"], says: "the map comes first"),
    Case(lines: ["slice"], says: "needs end="),
    Case(lines: ["slice start=2 end=2"], says: "above start"),
    Case(lines: ["slice end=4"], says: "at most the channels"),
    Case(lines: ["shuffle"], says: "groups= or order="),
    Case(lines: ["shuffle groups=1 order=0,1,2"], says: "groups= or order="),
    Case(lines: ["shuffle order=0,1"], says: "3 come in"),
    Case(lines: ["shuffle order=0,1,1"], says: "every channel once"),
    Case(lines: ["upsample 1024", "upsample 1024"], says: "too large"),
    Case(lines: ["pixelshuffle 1048576"], says: "do not divide"),
    Case(lines: ["lrn"], says: "needs how many channels"),
    Case(lines: ["lrn 3 k=0"], says: "k lies from"),
    Case(lines: ["avgpool 3 ceil=maybe"], says: "on or off"),
    Case(lines: ["relu name=a", "relu name=a"], says: "named ‘a’ already"),
    Case(lines: ["relu name=input"], says: "named ‘input’ already"),
    Case(lines: ["relu name="], says: "no name"),
    Case(lines: ["relu name=a,b"], says: "no name"),
    Case(lines: ["relu from=nobody"], says: "no layer named ‘nobody’"),
    Case(lines: ["relu from="], says: "one input"),
    Case(lines: ["relu from=input,input"], says: "one input"),
    Case(lines: ["sum"], says: "two inputs"),
    Case(lines: ["concat"], says: "two inputs"),
    Case(lines: ["conv 4 3x3 name=a", "sum from=a,input"], says: "one shape"),
    Case(lines: ["conv 4 3x3 name=a", "concat from=a,input"], says: "one size"),
    Case(lines: ["shortcut 2"], says: "adds channels"),
    Case(lines: ["shortcut 4 reads=0"], says: "belong together"),
    Case(lines: ["shortcut 4 reads=0,1 at=3"], says: "as many channels"),
    Case(lines: ["shortcut 4 reads=0,1 at=3,4"], says: "below 4"),
    Case(lines: ["shortcut 4 reads=1,0 at=2,3"], says: "in order"),
    Case(lines: ["shortcut 4 reads=0,3 at=2,3"], says: "no channel 3"),
    Case(lines: ["shortcut 4 reads=x at=2"], says: "in order"),
    Case(lines: ["gated"], says: "its gates"),
    Case(lines: ["gates of=2 channels=0-1 name=g", "gated from=input,g"], says: "too few"),
    Case(lines: ["gates of=2"], says: "without gates"),
    Case(lines: ["gates of=2 channels=0-2"], says: "below 2"),
    Case(lines: ["gates of=2 channels=0,0"], says: "below 2"),
    Case(lines: ["gates of=2 channels=0 on=1"], says: "below 1"),
    Case(lines: ["gates of=2 channels=0 kind=fuzzy"], says: "fuzzy"),
  ]

  @Test(arguments: cases) func says(_ example: Case) {
    do {
      _ = try Graph(input: example.input, lines: example.lines)
      Issue.record("no error")
    } catch {
      #expect(error.description.contains(example.says), "\(error)")
      #expect(!error.message.isEmpty)
    }
  }

  /// The word at fault, so that a caret can stand under it.
  @Test(arguments: [
    ("conv 4 9x9", "9x9"), ("conv 4 9", "9x9"), ("conv 4 groups=2", "groups=2"),
    ("conv 4 3x3 pad=999999", "pad=999999"), ("conv 4 3x3 stride=0", "stride=0"),
    ("conv 4 3x3 pad=1,2", "pad=1,2"), ("conv 4 stride=2x0", "stride=2x0"),
    ("conv 4 pad=999999x0", "pad=999999x0"), ("maxpool 3 pad=0,2,0,0", "pad=0,2,0,0"),
    ("maxpool 9x2", "9x2"), ("avgpool 2 count=none", "count=none"),
    ("deconv 4 stride=2 outpad=2", "outpad=2"), ("slice end=4", "end=4"),
    ("shuffle groups=2", "groups=2"), ("shuffle order=0,2,3", "order=0,2,3"),
    ("lrn 4", "4"), ("upsample 2 mode=cubic", "mode=cubic"), ("pixelshuffle 2", "2"),
    ("pixelunshuffle 3", "3"), ("conv 4 bias=maybe", "bias=maybe"), ("maxpool 9", "9"),
    ("shortcut 2", "2"),
    ("conv 4 3x3 strid=3", "strid"),
  ])
  func namesTheWord(_ line: String, _ word: String) {
    let error = #expect(throws: LayerError.self) {
      try Graph(input: Shape(3, 8, 8), lines: [line])
    }
    #expect(error?.word == word)
    if word == "strid" { #expect(error?.known == ["stride", "pad", "dilation", "groups", "bias"]) }
  }

  @Test func unknownNumbers() {
    var graph = Graph(input: Shape(3))
    #expect(throws: LayerError.self) { try graph.append(ReLU(), from: [0]) }
    #expect(throws: LayerError.self) { try graph.append(ReLU(), from: [-2]) }
    #expect(throws: LayerError.self) { try graph.append(ReLU(), from: []) }
    #expect(graph.nodes.isEmpty)
  }

  @Test(arguments: ArchitectureCatalog.all.map { $0.name })
  func hostileArchitectures(_ name: String) throws {
    let kind = ArchitectureCatalog.find(name)!
    for width in [0, -1, 1e-300, 1e300, .infinity, -.infinity, .nan] {
      _ = try? kind.graph(input: kind.defaultInput, classes: 10, width: width, sizes: [])
    }
    for classes in [0, -1, .min, .max] {
      #expect(throws: LayerError.self) {
        try kind.graph(input: kind.defaultInput, classes: classes, width: 0.1, sizes: [])
      }
    }
    for input in [
      Shape(3, 95, 300), Shape(0), Shape(1 << 20, 1 << 20, 1 << 20), Shape(1), Shape(3, 1, 1),
    ] {
      _ = try? kind.graph(input: input, classes: 10, width: 0.1, sizes: [])
    }
    if name != "mlp" {
      #expect(throws: LayerError.self) {
        try kind.graph(input: kind.defaultInput, classes: 10, width: 1, sizes: [3])
      }
    } else {
      for sizes in [[0], [-5], [.max], [.min], [1 << 20, 1 << 20]] {
        _ = try? kind.graph(input: kind.defaultInput, classes: 10, width: 1, sizes: sizes)
      }
    }
  }

  @Test func indexLists() {
    #expect(IndexList("0-4,6,9-11")?.indices == [0, 1, 2, 3, 4, 6, 9, 10, 11])
    #expect(IndexList([0, 1, 2, 3, 4, 6, 9, 10, 11]).description == "0-4,6,9-11")
    #expect(IndexList([3, 1, 2]).description == "3,1-2")
    for text in ["", ",", "1,", "-", "3-", "-3", "3-1", "1-2-3", "a", "5", "0-5", "0x3"] {
      #expect(IndexList(text, limit: 4) == nil, "\(text)")
    }
    let long = Array(repeating: "0-1048576", count: 100_000).joined(separator: ",")
    #expect(IndexList(long) == nil)
  }
}
