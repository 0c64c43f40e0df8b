/// Which buffer each value lies in: values that are not alive at once share one.
struct FewImagesSlots {
  /// What values must have in common to share a buffer; maps share the places of their zeros.
  enum Kind: Hashable {
    case layout(FewImagesLayout)
    case scratch
  }

  struct Demand {
    let kind: Kind
    /// Numbers of one image.
    let size: Int
  }

  private(set) var sizes: [Int] = []
  private(set) var places: [Int]
  private var free: [Kind: [Int]] = [:]

  /// - Parameters:
  ///   - first: the value alive before the first step.
  ///   - last: the value alive after the last step.
  init(_ demands: [Demand], _ steps: [any FewImagesStep], first: Int, last: Int) {
    places = Array(repeating: -1, count: demands.count)
    var lastUse = Array(repeating: -1, count: demands.count)
    for (index, step) in steps.enumerated() {
      for value in step.reads { lastUse[value] = index }
    }
    lastUse[last] = steps.count
    // Buffers of one layout have one size, so that their images are equally far apart.
    var largest: [FewImagesLayout: Int] = [:]
    for demand in demands {
      if case .layout(let layout) = demand.kind {
        largest[layout] = max(largest[layout] ?? 0, demand.size)
      }
    }
    let size = { (demand: Demand) -> Int in
      guard case .layout(let layout) = demand.kind else { return demand.size }
      return largest[layout]!
    }
    take(first, demands[first].kind, size(demands[first]))
    for (index, step) in steps.enumerated() {
      let dying = Set(step.reads.filter { lastUse[$0] == index })
      let demand = demands[step.write]
      var inherited: Int?
      if let value = step.overwritable, dying.contains(value),
        case .layout = demand.kind, demands[value].kind == demand.kind
      {
        places[step.write] = places[value]
        inherited = value
      } else {
        take(step.write, demand.kind, size(demand))
      }
      for value in dying where value != inherited {
        free[demands[value].kind, default: []].append(places[value])
      }
      if lastUse[step.write] < 0 { free[demand.kind, default: []].append(places[step.write]) }
    }
  }

  private mutating func take(_ value: Int, _ kind: Kind, _ size: Int) {
    if let slot = free[kind]?.popLast() {
      sizes[slot] = max(sizes[slot], size)
      places[value] = slot
    } else {
      places[value] = sizes.count
      sizes.append(size)
    }
  }
}
