import Testing

/// Arrows between the folders of a room: who names types of whom.
@Suite struct FolderTests {
  /// The folders of each room, lowest first: a folder names types of the rows above its own alone.
  /// Files that lie loose in a room go by the room's name. A catalog names what it lists.
  static let order: [String: [[String]]] = [
    "Tensors": [["Machine"], ["Ranks"], ["Memory"], ["Lanes"], ["FewImages"]],
    "Costs": [
      ["Units", "Counting"], ["Grids", "Meters", "Conventions", "Forms"], ["Model"], ["Fitting"],
      ["Devices"], ["Measurements"], ["Published"],
    ],
    "Networks": [
      ["Arguments", "Tape"], ["Networks"], ["Layers", "Formats", "Inference"],
      ["Architectures", "ONNX"],
    ],
    "Datasets": [["Datasets"], ["Readers"], ["Pictures"], ["Sets"]],
    "Training": [["Training"], ["Objectives", "Optimizers", "Observers"], ["Tasks"]],
    "Pruning": [
      ["Pruning", "Schedules"], ["Gates"], ["Criteria"], ["Costing", "Surgery"],
      ["Consensus", "Decisions"], ["Selection"], ["Methods"],
    ],
    "Language": [
      ["Text", "Values"], ["Diagnostics"], ["Lexing"], ["Signatures"], ["Completion"],
    ],
    "Plots": [["Plots"]],
    "Reports": [["Values"], ["Rendering"]],
    "Sessions": [["Files"], ["Sessions"], ["Comparison", "Documents"]],
    "Sweeps": [["Sweeps"], ["Grid", "Statistics"], ["Table"], ["Script"], ["Folder"]],
    "Workspaces": [
      ["Reporting"], ["Networks"], ["Workspaces"], ["Settings"],
      ["Gauges", "Memory", "Answers", "Archive"],
    ],
    "Notebook": [
      ["Explanations", "Manual"], ["Engine"], ["Autosave", "Minimal", "Checking"],
    ],
    "Commands": [
      ["Terms", "Tour"], ["Explaining", "Figures", "Following", "Lessons", "Topics"],
      ["Exports"],
      ["Costs", "Data", "Networks", "Pruning", "Results", "Session", "Training"], ["Commands"],
    ],
    "Terminal": [
      ["Invocation"], ["Process"], ["Output"], ["Ranks"], ["Pages", "Prompt", "Scripts"],
      ["Sweeps"], ["Terminal"],
    ],
  ]

  @Test(arguments: order.keys.sorted())
  func foldersNameOnlyThoseBelow(room: String) throws {
    let rows = try #require(Self.order[room])
    let files = Repository.swift(below: "Sources/\(room)")
    let level = Dictionary(
      uniqueKeysWithValues: rows.enumerated().flatMap { row in row.element.map { ($0, row.offset) }
      })
    for folder in Set(files.map { Folders.folder($0, room) }) where level[folder] == nil {
      Issue.record("\(room)/\(folder) has no row in `order`")
    }
    let folders = Folders(
      room,
      Dictionary(uniqueKeysWithValues: files.map { ($0, Repository.text($0) ?? "") }))
    for (folder, named) in folders.arrows {
      for (other, places) in named where level[folder] ?? 0 <= level[other] ?? 0 {
        Issue.record("\(room)/\(folder) names types of \(other): \(places.sorted())")
      }
    }
  }

  @Test func arrowsAreFound() {
    let folders = Folders(
      "Room",
      [
        "Sources/Room/A/Ant.swift": "/// Bee\nstruct Ant { struct Inner {} }\nlet text = \"Bee\"",
        "Sources/Room/B/Bee.swift": "struct Bee { var ant = Ant() }\nprivate struct Hidden {}",
        "Sources/Room/Cat.swift":
          "struct Cat {\n struct Ant {}\n var bee: Bee, ant: Ant, x: Hidden\n}",
        "Sources/Room/C/BeeCatalog.swift": "enum BeeCatalog { let all = [Cat()] }",
      ])
    #expect(folders.arrows == ["B": ["A": ["Bee: Ant"]], "Room": ["B": ["Cat: Bee"]]])
  }
}
