import Sessions
import Workspaces

extension Engine {
  /// Whether something was trained since the session was saved or opened.
  public var hasUnsavedTraining: Bool {
    let saved = savedElements.map { $0.cell?.input }
    let same = zip(saved, elements).prefix { $0 == $1.cell?.input }.count
    let old = elements.prefix(same).count { $0.cell != nil }
    let effects = effects(of: elements)
    let new = effects.dropFirst(old)
    return new.contains(where: Self.trains)
      || new.contains(where: Self.travels) && effects.contains(where: Self.trains)
  }

  private func effects(of elements: [SessionElement]) -> [[Effect]] {
    BoundLines.effects(
      of: elements.compactMap(\.cell), commands, parameters: sessionStart.parameters)
  }

  private static func trains(_ line: [Effect]) -> Bool {
    line.contains { effect in
      switch effect {
      case .train, .unknown: true
      default: false
      }
    }
  }

  private static func travels(_ line: [Effect]) -> Bool {
    line.contains { effect in
      switch effect {
      case .undo, .redo, .goBack: true
      default: false
      }
    }
  }

  /// Whether all that was trained is among lines that were saved.
  public func holdsTraining(_ saved: [SessionElement]) -> Bool {
    func trainings(_ elements: [SessionElement]) -> Int {
      effects(of: elements).count(where: Self.trains)
    }
    return trainings(saved) == trainings(elements)
  }
}
