/// Something that can be typed next.
public struct Candidate: Hashable, Sendable {
  /// What replaces the fragment under the cursor.
  public let text: String
  /// One line that says what it is.
  public let summary: String

  /// A candidate; without a summary nothing is listed beside it.
  public init(_ text: String, _ summary: String = "") {
    self.text = text
    self.summary = summary
  }
}
