import Testing

/// Functions of Swift stay short; kernels are C.
@Suite struct FunctionTests {
  /// From the line of its name to its closing brace. Most have 25 at most.
  static let lineLimit = 60

  @Test func functionsStayShort() {
    for (file, declarations) in Repository.declarations {
      for function in declarations where function.isFunction && function.length > Self.lineLimit {
        Issue.record(
          """
          \(file):\(function.line) \(function.path) has \(function.length) lines; split it by what \
          it does (limit \(Self.lineLimit))
          """)
      }
    }
  }

  @Test func lengthsAreCounted() {
    let text = """
      struct Box {
        var size: Int {
          if let half { return half }
          return 2  // }
        }
        let text = "{"
        func empty() {}
        init(
          size: Int = { 3 }()
        ) {
          let inner = { "\\(size) }" }
        }
        var half: Int?
        static func > (a: Box, b: Box) -> Bool { a.size > b.size }
      }
      """
    let functions = Declaration.all(in: text).filter(\.isFunction)
    #expect(functions.map(\.name) == ["size", "empty", "init(size", ">"])
    #expect(functions.map(\.length) == [4, 1, 5, 1])
  }
}
