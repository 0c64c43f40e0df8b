import Language
import Notebook
import Pruning
import Reports
import Training

/// What methods speak of, in the terms of the command language.
extension Parameter {
  init(_ option: MethodOption) {
    let type: ValueType =
      switch option.kind {
      case .number(let range): .real(range)
      case .share: .percent
      case .count(let range): .integer(range)
      case .choice(let words): .choice(words)
      }
    self =
      option.defaultText == nil
      ? .requiredOption(option.name, type, option.summary, words: option.words)
      : .option(
        option.name, type, option.summary, words: option.words, default: option.defaultText)
  }
}

extension MethodOption {
  /// What was typed, or stands as the default.
  func value(_ value: Value) -> MethodArguments.Value? {
    let number = value.real ?? value.fraction ?? value.integer.map(Double.init)
    return number.map { .number($0) } ?? value.word.map { .word($0) }
  }
}

extension JSONValue {
  init(_ value: MethodSetting.Value) {
    switch value {
    case .number(let number): self = .real(number)
    case .word(let word): self = .string(word)
    case .none: self = .null
    }
  }
}

extension DerivationText {
  /// - Parameter cost: what the target counts.
  func worded(_ cost: CostKind) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .fixed(let value, let digits): NumberFormat.fixed(value, digits)
      case .percent(let share, let digits): NumberFormat.percent(share, digits)
      case .plain(let value): NumberFormat.plain(value)
      case .cost(let amount): cost.text(amount)
      case .noun: cost.noun
      }
    }.joined()
  }
}

extension MethodAccount {
  /// Each figure by its key: what it is in JSON.
  var value: JSONObject {
    told.reduce(into: JSONObject()) { object, told in
      object[told.figure.key] = [
        "value": .real(told.value), "unit": .string(told.figure.unit.rawValue),
        "kind": .string(AccountFigure.kind),
      ]
    }
  }
}

extension AccountFigure {
  /// `removed 42.1 %`.
  func text(_ value: Double) -> String {
    switch unit {
    case .share: "\(key) \(NumberFormat.percent(value, 1))"
    case .count: "\(key) \(NumberFormat.short(value))"
    }
  }
}
