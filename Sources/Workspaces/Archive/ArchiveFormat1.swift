import Foundation

/// Reads the state of files of format 1, which knew one pruning method: what `prune` asked for
/// stood beside how far the method had come, and an epoch's figures were those of its gates.
enum ArchiveFormat1 {
  /// The state as format 2 has it.
  static func modern(_ text: String) throws -> Data {
    var archive = try JSONDecoder().decode(Tree.self, from: Data(text.utf8))
    archive["format"] = .number(2)
    archive["networks"]?.mapMembers(network)
    archive["checkpoints"] = archive["checkpoints"] ?? .list([])
    archive["checkpoints"]?.mapMembers { part in
      var part = part
      part["network"] = part["network"].map(network)
      return part
    }
    return try JSONEncoder().encode(archive)
  }

  private static func network(_ part: Tree) -> Tree {
    var part = part
    part["openBlocks"] = part["openBlocks"] ?? .list([])
    part["isImported"] = part["isImported"] ?? .flag(false)
    part["epochs"]?.mapMembers { epoch in
      var epoch = epoch
      epoch["account"] = epoch["gates"]
      epoch["gates"] = nil
      return epoch
    }
    let plan = part["plan"]
    var course = part["method"]
    part["plan"] = nil
    guard let options = course?["settings"] ?? plan?["settings"] else { return part }
    course?["settings"] = nil
    var state = Tree.object(["options": options])
    state["over"] = plan?["over"]
    state["course"] = course
    part["method"] = .object(["name": .text("consensus"), "state": state])
    return part
  }

  /// JSON as it is. A whole number beyond 2^53 stays one.
  private indirect enum Tree: Codable {
    case null
    case flag(Bool)
    case number(Double)
    case whole(UInt64)
    case text(String)
    case list([Tree])
    case object([String: Tree])

    init(from decoder: any Decoder) throws {
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        self = .null
      } else if let object = try? single.decode([String: Tree].self) {
        self = .object(object)
      } else if let list = try? single.decode([Tree].self) {
        self = .list(list)
      } else if let text = try? single.decode(String.self) {
        self = .text(text)
      } else if let flag = try? single.decode(Bool.self) {
        self = .flag(flag)
      } else if let whole = try? single.decode(UInt64.self), whole > 1 << 53 {
        self = .whole(whole)
      } else {
        self = .number(try single.decode(Double.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var single = encoder.singleValueContainer()
      switch self {
      case .null: try single.encodeNil()
      case .flag(let flag): try single.encode(flag)
      case .number(let number): try single.encode(number)
      case .whole(let whole): try single.encode(whole)
      case .text(let text): try single.encode(text)
      case .list(let list): try single.encode(list)
      case .object(let object): try single.encode(object)
      }
    }

    subscript(key: String) -> Tree? {
      get { if case .object(let object) = self { object[key] } else { nil } }
      set {
        guard case .object(var object) = self else { return }
        object[key] = newValue
        self = .object(object)
      }
    }

    /// Changes each member of a list.
    mutating func mapMembers(_ change: (Tree) -> Tree) {
      if case .list(let list) = self { self = .list(list.map(change)) }
    }
  }
}
