/// Which folder of a room names types of which other, found in the code.
struct Folders {
  /// The folder of each type that a file declares for the room, by name; two types of one name
  /// (extensions of another room's, say) are left out.
  private var homes: [String: String] = [:]
  /// By folder that names, folder that is named: where, as `File.swift: Type`.
  private(set) var arrows: [String: [String: Set<String>]] = [:]

  /// - Parameters:
  ///   - room: a folder below Sources.
  ///   - files: its texts by path.
  init(_ room: String, _ files: [String: String]) {
    let declared = files.mapValues { Declaration.all(in: $0) }
    for (file, declarations) in declared {
      for type in declarations where Self.isShared(type) {
        homes[type.name] = Self.folder(file, room)
      }
    }
    for (file, text) in files {
      let folder = Self.folder(file, room)
      let own = Set(declared[file]!.filter { $0.keyword != "extension" }.map(\.name))
      for word in SwiftSource(text).words {
        guard let home = homes[String(word)], home != folder, !own.contains(String(word)) else {
          continue
        }
        arrows[folder, default: [:]][home, default: []].insert("\(stem(file)): \(word)")
      }
    }
  }

  /// Folders that name each other, by whatever way round.
  var circles: [Set<String>] {
    var found: Set<Set<String>> = []
    for folder in arrows.keys {
      let circle = reached(from: folder).filter { reached(from: $0).contains(folder) }
      if !circle.isEmpty { found.insert(circle.union([folder])) }
    }
    return found.sorted { $0.sorted().first! < $1.sorted().first! }
  }

  private func reached(from folder: String) -> Set<String> {
    var found: Set<String> = []
    var open = [folder]
    while let next = open.popLast() {
      for named in (arrows[next] ?? [:]).keys where found.insert(named).inserted {
        open.append(named)
      }
    }
    return found
  }

  /// A type that other files of the room can name without its owner.
  private static func isShared(_ declaration: Declaration) -> Bool {
    let hidden = !declaration.modifiers.isDisjoint(with: ["private", "fileprivate"])
    return declaration.isType && declaration.keyword != "extension"
      && declaration.enclosing.isEmpty && !hidden
  }

  /// `Layers` of `Sources/Networks/Layers/X.swift`; the room itself where a file lies loose in it.
  static func folder(_ file: String, _ room: String) -> String {
    let parts = file.dropFirst("Sources/\(room)/".count).split(separator: "/")
    return parts.count > 1 ? String(parts[0]) : room
  }
}
