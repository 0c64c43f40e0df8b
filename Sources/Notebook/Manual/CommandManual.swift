import Language
import Reports

/// The manual page of a command, from its signature.
public enum CommandManual {
  /// Synopsis, what it does, subjects and options with their defaults, examples.
  public static func page(_ signature: Signature) -> Report {
    var report = Report()
    report.say("\(signature.synopsis)")
    report.say("  \(signature.summary)")
    list("Subjects", signature.positionals.map { ($0.name, describe($0)) }, in: &report)
    list(
      "Options",
      signature.options.map { ("\($0.name)=\(Signature.placeholder($0.type))", describe($0)) },
      in: &report)
    if !signature.variants.isEmpty {
      list(
        "\(signature.positionals[0].name), each with options of its own",
        signature.variants.map { ($0.name, $0.summary) }, in: &report)
      report.say("")
      report.say(
        "‘help \(signature.verb) \(signature.variants[0].name)’ tells the options of one.")
    }
    if !signature.details.isEmpty {
      report.say("")
      report.say("\(signature.details)")
    }
    list("Examples", signature.examples.map { ($0.line, $0.note) }, in: &report)
    return report
  }

  private static func list(_ title: String, _ rows: [(String, String)], in report: inout Report) {
    guard !rows.isEmpty else { return }
    report.say("")
    report.say("\(title)")
    report.add(rows.map { .init("  " + $0.0, "\($0.1)") })
  }

  /// What it is, what may be typed, what holds if nothing is.
  private static func describe(_ parameter: Parameter) -> String {
    var text = parameter.summary
    let notes = [allowed(parameter), standing(parameter)].filter { !$0.isEmpty }
    if !notes.isEmpty { text += " (" + notes.joined(separator: "; ") + ")" }
    return text
  }

  private static func allowed(_ parameter: Parameter) -> String {
    switch parameter.type {
    case .text, .name, .path: parameter.words.isEmpty ? "" : parameter.expectation
    default: parameter.expectation
    }
  }

  private static func standing(_ parameter: Parameter) -> String {
    if let text = parameter.defaultText { return "default \(text)" }
    if let otherwise = parameter.otherwise { return "without it: \(otherwise)" }
    switch parameter.arity {
    case .required: return "needed"
    case .variadic(let minimum): return minimum > 0 ? "one or more" : "any number"
    case .optional: return ""
    }
  }
}
