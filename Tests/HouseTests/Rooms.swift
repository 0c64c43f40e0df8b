/// The rooms and their arrows, as Docs/Architecture.md draws them. A new arrow is a decision: it is
/// written here, in Package.swift and in that page, or not at all.
enum Rooms {
  /// The rooms each room may import. Pruning may use all of the engine; nothing points up.
  static let arrows: [String: Set<String>] = [
    "Tensors": ["Kernels", "COpenBLAS"],
    "Costs": ["COpenBLAS"],
    "Networks": ["Tensors", "Costs"],
    "Datasets": ["Tensors", "CZlib", "CCSV", "CTurboJPEG", "CPNG"],
    "Training": ["Networks", "Datasets", "Tensors", "Costs"],
    "Pruning": ["Training", "Networks", "Datasets", "Tensors", "Costs"],
    "Language": [],
    "Plots": ["CCairo", "CZlib"],
    "Reports": ["Language", "Plots"],
    "Sessions": ["Reports", "Language", "Plots", "Tensors"],
    "Sweeps": ["Datasets", "Sessions", "Language", "Tensors"],
    "Workspaces": [
      "Sessions", "Reports", "Language", "Plots", "Pruning", "Training", "Networks", "Datasets",
      "Costs", "Tensors",
    ],
    "Notebook": ["Workspaces", "Sessions", "Reports", "Language", "Networks", "Tensors"],
    "Commands": [
      "Sweeps", "Notebook", "Workspaces", "Sessions", "Reports", "Language", "Plots", "Pruning",
      "Training",
      "Networks", "Datasets", "Costs", "Tensors",
    ],
    "Terminal": [
      "Sweeps", "Commands", "Notebook", "Workspaces", "Sessions", "Reports", "Language", "Tensors",
      "CReadline", "Allocation",
    ],
    "pollard": ["Terminal"],
  ]

  /// What the toolchain brings. Threads and the stop flag live in Tensors; a room of plain values
  /// needs Foundation at most.
  static let system: [String: Set<String>] = [
    "Tensors": ["Foundation", "Glibc", "Synchronization"],
    "Costs": ["Foundation"],
    "Networks": ["Foundation"],
    "Datasets": ["Glibc"],
    "Plots": ["Foundation"],
    "Reports": ["Glibc"],
    "Sessions": ["Foundation", "Glibc"],
    "Sweeps": ["Foundation", "Glibc"],
    "Workspaces": ["Foundation"],
    "Notebook": ["Foundation", "Glibc"],
    "Commands": ["Foundation", "Glibc"],
    "Terminal": ["Foundation", "Glibc", "Synchronization"],
    "pollard": [],
  ]

  /// The C modules: a file that imports one wraps it and may hold raw pointers.
  static let wrapped: Set<String> = [
    "Kernels", "COpenBLAS", "CCSV", "CZlib", "CTurboJPEG", "CPNG", "CCairo", "CReadline",
    "Allocation",
  ]

  /// The modules a source text imports, whatever stands before the word `import`.
  static func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
        words[..<place].allSatisfy({ $0.hasPrefix("@") || access.contains($0) })
      else { return nil }
      let named =
        kinds.contains(words[place + 1]) ? words.dropFirst(place + 2) : words[(place + 1)...]
      return named.first?.split(separator: ".").first.map(String.init)
    }
  }

  private static let access: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private",
  ]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]
}
