import Language

extension Parameter {
  /// Whether the lines of a session may read and write outside its folder.
  static let trust = Parameter.option(
    "trust", .toggle, "whether its lines may read and write outside its folder",
    otherwise: "--trust, else off")
}
