import Plots

/// Colour of a terminal, or none.
public struct Colour: Hashable, Sendable {
  /// What `--color` takes; `auto` looks at the terminal and `NO_COLOR`.
  public enum Choice: String, Sendable, CaseIterable { case auto, always, never }

  /// Whether anything is coloured.
  public let isOn: Bool
  /// Whether any colour can be shown, not the nearest of 256 only.
  public let hasTrueColour: Bool

  /// Colour that is on or off, with 24-bit colours where the terminal has them.
  public init(isOn: Bool, hasTrueColour: Bool = false) {
    self.isOn = isOn
    self.hasTrueColour = hasTrueColour
  }

  /// - Parameter environment: NO_COLOR and TERM=dumb turn `auto` off; COLORTERM says how many
  ///   colours there are.
  public init(_ choice: Choice, isTerminal: Bool, environment: [String: String]) {
    switch choice {
    case .always: isOn = true
    case .never: isOn = false
    case .auto:
      isOn =
        isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
        && !["dumb", "", nil].contains(environment["TERM"])
    }
    hasTrueColour = ["truecolor", "24bit"].contains(environment["COLORTERM"])
  }

  /// In bold, where colour is on.
  public func bold(_ text: String) -> String { wrap(text, "1") }
  /// In a faint colour, for what is not the answer itself.
  public func dim(_ text: String) -> String { wrap(text, "2") }
  /// In red, for errors.
  public func red(_ text: String) -> String { wrap(text, "31") }
  /// In yellow, for warnings.
  public func yellow(_ text: String) -> String { wrap(text, "33") }
  /// In cyan, for hints and names.
  public func cyan(_ text: String) -> String { wrap(text, "36") }

  /// In the colour of a series, one of a terminal's 256.
  public func tinted(_ text: String, _ tint: Palette.Tint) -> String {
    wrap(text, "38;5;\(Palette.terminalColour(tint))")
  }

  private func wrap(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
