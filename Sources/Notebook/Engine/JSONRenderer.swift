import Language
import Reports

/// Turns as one JSON object a line.
public enum JSONRenderer {
  /// `{"cell": 3, "command": "flops", "input": "flops layers", "ok": true, "report": {…}}`.
  public static func line(_ turn: Turn, origin: DiagnosticRenderer.Origin? = nil) -> String {
    var object: JSONObject = [
      "cell": .integer(turn.cell),
      "command": .string(turn.command),
      "input": .string(turn.input),
      "ok": .bool(turn.isSuccess),
    ]
    if turn.recorded != turn.input { object["recorded"] = .string(turn.recorded) }
    if let report = turn.report { object["report"] = .object(report.values) }
    if let diagnostic = turn.diagnostic {
      object["error"] = .object(error(diagnostic, turn.input, origin))
    }
    if !turn.warnings.isEmpty {
      object["warnings"] = .array(turn.warnings.map(JSONValue.string))
    }
    if turn.isInterrupted { object["interrupted"] = true }
    return JSONValue.object(object).description
  }

  private static func error(
    _ diagnostic: Diagnostic, _ input: String, _ origin: DiagnosticRenderer.Origin?
  ) -> JSONObject {
    let place = TextPosition(of: diagnostic.span?.start ?? 0, in: input)
    let column = diagnostic.span == nil ? nil : place.column
    var object: JSONObject = [
      "code": .string("\(diagnostic.code)"),
      "message": .string(diagnostic.message),
      "hint": JSONValue(diagnostic.hint),
      "line": .integer((origin?.line ?? 1) + place.line - 1),
      "column": JSONValue(column),
    ]
    if let quote = diagnostic.quote { object["quote"] = .string(quote) }
    return object
  }
}
