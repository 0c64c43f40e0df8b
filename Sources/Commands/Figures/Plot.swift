import Plots
import Reports

/// What `plot` draws of one subject.
struct Plot {
  var charts: [Chart]
  /// What is drawn, in words that follow from what was typed.
  var caption: Phrase
  /// What is left out, and why.
  var remarks: [String] = []
  /// Named values beside the charts' own.
  var values = JSONObject()

  var report: Report {
    var report = Report(caption)
    for remark in remarks { report.say("\(remark)") }
    for chart in charts { report.draw(chart) }
    report["charts"] = .array(charts.map { .object($0.values) })
    report["remarks"] = .array(remarks.map { .string($0) })
    for key in values.keys { report[key] = values[key] }
    return report
  }
}

extension Chart {
  /// The numbers unrounded, in the base units of their axes.
  var values: JSONObject {
    var object: JSONObject = ["title": .string(title)]
    switch body {
    case .plane(let x, let y, let series):
      object["x"] = .object(x.values)
      object["y"] = .object(y.values)
      object["series"] = .array(
        series.map { one in
          [
            "name": .string(one.name), "form": .string("\(one.form)"),
            "x": .array(one.points.map { NetworkReports.value($0.x) }),
            "y": .array(one.points.map { .real($0.y) }),
          ]
        })
    case .bars(let value, let parts, let rows):
      object["value"] = .object(value.values)
      object["parts"] = .array(parts.map { .string($0) })
      object["rows"] = .array(
        rows.map { row in
          [
            "label": .string(row.label),
            "variant": row.variant.isEmpty ? .null : .string(row.variant),
            "values": .array(row.values.map { .real($0) }),
          ]
        })
    }
    return object
  }
}

extension Axis {
  fileprivate var values: JSONObject {
    [
      "label": .string(label), "unit": .string(unit), "kind": JSONValue(kind),
      "source": JSONValue(source),
    ]
  }
}
