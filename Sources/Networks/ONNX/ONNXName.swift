/// Names of layers, made of what a model calls its operators and weights.
enum ONNXName {
  /// What the file calls an operator: its own name, else that of what it makes.
  static func original(_ step: ONNXFile.Step) -> String {
    step.name.isEmpty ? step.outputs.first ?? "" : step.name
  }

  /// A name that the language allows and that is free; nil where the file gives none worth having.
  ///
  /// A weight `layer1.0.conv1.weight` tells the name that PyTorch knows the layer by. A node
  /// `/layer1/layer1.0/conv1/Conv` tells the same by its scopes. Else it is the node's own name.
  static func name(
    _ step: ONNXFile.Step, weight: String?, in containers: Set<String> = [],
    isTaken: (String) -> Bool
  ) -> String? {
    let candidates = [weight.flatMap(stem), scoped(step, containers), own(step)]
    guard let found = candidates.lazy.compactMap({ $0.flatMap(allowed) }).first else { return nil }
    guard isTaken(found) else { return found }
    var number = 2
    while isTaken("\(found)_\(number)") { number += 1 }
    return "\(found)_\(number)"
  }

  /// The layer of a weight: what stands before the word for its role.
  static func stem(_ weight: String) -> String? {
    let role = /(.+?)[.\/_](?:weight|kernel|w|gamma|scale|s|bn_scale|bn_s)(?:_0|:0)?/
    guard let match = weight.wholeMatch(of: role), !weight.hasPrefix("onnx::") else { return nil }
    return String(match.1)
  }

  /// The node's name without what this program adds to that of a layer.
  private static func own(_ step: ONNXFile.Step) -> String {
    String(original(step).replacing(/\.output(\.\d+)?$/, with: ""))
  }

  /// The modules that hold others, by the beginnings of the names of the nodes in them.
  static func containers(_ steps: [ONNXFile.Step]) -> Set<String> {
    var containers: Set<String> = []
    for step in steps where step.name.hasPrefix("/") {
      let modules = step.name.split(separator: "/").dropLast()
      for count in 0..<max(0, modules.count) {
        containers.insert(modules.prefix(count).joined(separator: "/"))
      }
    }
    return containers
  }

  /// The modules that a node stands in, as exporters write them: each with its own name, or with
  /// that of the one around it in front. In one that holds others it is told by its type too.
  private static func scoped(_ step: ONNXFile.Step, _ containers: Set<String>) -> String? {
    guard step.name.hasPrefix("/") else { return nil }
    var scopes = step.name.split(separator: "/").map(String.init)
    if let last = scopes.last, last == step.type || last.hasPrefix(step.type + "_") {
      scopes.removeLast()
      // Behind several of one type stands a number.
      let number = String(last.dropFirst(step.type.count))
      if scopes.isEmpty || containers.contains(scopes.joined(separator: "/")) {
        scopes.append(step.type.lowercased() + number)
      } else {
        scopes[scopes.count - 1] += number
      }
    }
    var path: [String] = []
    for scope in scopes {
      if let last = path.last, scope.hasPrefix(last + ".") { path.removeLast() }
      path.append(scope)
    }
    return path.joined(separator: ".")
  }

  /// The name with what the language does not allow replaced; nil where no letter is left to begin
  /// with.
  private static func allowed(_ name: String) -> String? {
    let scalars = name.unicodeScalars.map { scalar -> Character in
      let isAllowed =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
          || "_-./:".unicodeScalars.contains(scalar))
      return isAllowed ? Character(scalar) : "_"
    }
    let text = String(scalars.drop { !$0.isLetter }.prefix(64))
    return text.isEmpty || text == "input" ? nil : text
  }
}
