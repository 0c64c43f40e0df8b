import Networks

extension Consensus {
  /// The lines of `methods` and `help prune consensus`, the options and figures.
  static let description = MethodDescription(
    "consensus", "input-dependent gates that agree on one sub-network in one run",
    source: "a reconstruction of Zhi et al., arXiv 2302.10798", removes: .channels,
    subject: .gates,
    decides: "gates trained with the weights; constants from 70 % of the horizon on",
    options: [
      .init(
        "polarize", .choice(ConsensusSettings.Polarization.allCases.map { $0.rawValue }),
        "how gates are pushed to agree", default: "hard"),
      .init(
        "strength", .number(TypedRanges.strengths), "height of the polarization", words: ["auto"],
        default: "auto"),
      .init(
        "agreement", .number(TypedRanges.strengths),
        "how strongly a divided gate's logits are drawn together; 0: not at all", words: ["auto"],
        default: "auto"),
      .init(
        "warmup", .number(TypedRanges.epochs),
        "epochs before the target begins to fall; auto: two sevenths of the way to the freeze",
        words: ["auto"], default: "auto"),
      .init(
        "retire", .number(TypedRanges.epochs),
        "epochs a shut gate waits before its channel leaves",
        words: ["off"], default: "0.5"),
      .init(
        "freeze", .share, "where in the horizon the gates become constants, 5 to 95%",
        default: "70%"),
    ],
    figures: [.removed, .asked, .consensus],
    details: """
      The consensus method trains weights and gates together in one run; where there are no gates \
      yet it puts channel gates on every layer that can have them. At 70 % of the horizon \
      (`freeze=`) the gates become constants that meet the target, and the rest of the run trains \
      the static network. An earlier freeze costs less training energy and some accuracy.
      """,
    examples: [
      "prune consensus target=50% of=connections", "prune consensus target=50% of=macs over=30",
      "prune consensus target=40% of=joules on=eyeriss-65nm",
    ],
    type: Consensus.self
  ) { request, arguments throws(PruningError) in
    var options = ConsensusSettings(target: request.target ?? 0, cost: request.cost)
    options.polarization = .init(rawValue: arguments.word("polarize") ?? "") ?? .hard
    options.strength = arguments.number("strength") ?? options.strength
    options.agreement = arguments.number("agreement")
    options.warmup = arguments.number("warmup")
    options.freeze = arguments.number("freeze") ?? options.freeze
    options.retire = arguments.number("retire")
    guard ConsensusSettings.freezes.contains(options.freeze) else {
      throw PruningError(
        "bad-value", "freeze lies between 5% and 95% of the horizon",
        hint: "the default is 70%; sooner costs less, later loses less", option: "freeze")
    }
    return Consensus(asking: options, over: request.over)
  }

  public var name: String { Self.description.name }

  public var request: PruningRequest {
    PruningRequest(target: options.target, cost: options.cost, over: over)
  }

  public var settings: [MethodSetting] {
    let percent = (options.freeze * 1000).rounded() / 10
    return [
      .init(
        "polarize", .word(options.polarization.rawValue), "\(options.polarization.rawValue)"),
      .init("strength", .number(options.strength), "\(plain: options.strength)"),
      .init(
        "agreement", .number(options.agreement ?? Self.agreement),
        options.agreement.map { "\(plain: $0)" }),
      .init("warmup", options.warmup.map { .number($0) } ?? .word("auto"), nil),
      .init(
        "retire", options.retire.map { .number($0) } ?? .none,
        options.retire.map { "\(plain: $0)" } ?? "off"),
      .init("freeze", .number(options.freeze), "\(plain: percent)%"),
    ]
  }

  /// Channel gates on every layer that can have them, where there are none yet.
  public func prepared(
    _ network: Network, seed: UInt64
  ) throws(PruningError) -> PreparedNetwork {
    func ready(_ network: Network, gated: [String]) -> PreparedNetwork {
      PreparedNetwork(
        network: network, gated: gated,
        largestCut: GateFloors.largestCut(network, options.cost))
    }
    guard !network.hasGates else { return ready(network, gated: []) }
    let producers = GateSites.channels(of: network.graph).map { $0.producer }
    guard !producers.isEmpty else { throw .noSite }
    do {
      let gated = try GateAttachment.channels(
        network, producers: Set(producers), .init(), seed: seed)
      return ready(gated, gated: producers.map { network.graph.nodes[$0].name })
    } catch {
      throw PruningError("not-gateable", "\(error)")
    }
  }

  public var openness: [Double]? { averages.isEmpty ? nil : averages.openness }
}
