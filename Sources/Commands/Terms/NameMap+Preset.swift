import Networks
import Workspaces

extension NameMap {
  /// How models of PyTorch name a preset's layers.
  init(of kind: any Architecture) {
    // A test reads the names of every preset.
    self = (try? NameMap(kind.stateNames)) ?? NameMap()
  }
}

extension NetworkEntry {
  /// The preset that it was made from, if it was.
  var preset: (any Architecture)? {
    spec.split(separator: " ").first.flatMap { ArchitectureCatalog.find(String($0)) }
  }
}
