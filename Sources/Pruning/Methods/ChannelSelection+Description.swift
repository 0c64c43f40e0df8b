extension ChannelSelection {
  private static func scope(_ scope: SelectionScope) -> MethodOption {
    MethodOption(
      "scope", .choice(SelectionScope.allCases.map(\.rawValue)),
      "among which channels scores are compared; normalised: all, each layer's divided by their "
        + "norm", default: scope.rawValue)
  }

  private static func strength(_ criterion: any Criterion) -> [MethodOption] {
    criterion.strength.map {
      [
        .init(
          "strength", .number(TypedRanges.strengths), "the weight of its term in the loss",
          default: "\($0)")
      ]
    } ?? []
  }

  /// `prune NAME` of a criterion.
  static func once(_ criterion: any Criterion) -> MethodDescription {
    MethodDescription(
      criterion.name, "\(criterion.summary); the lowest leave at once",
      source: criterion.source, removes: .channels, subject: .channels,
      decides: "once, after so many epochs",
      options: [
        .init(
          "after", .number(TypedRanges.epochs),
          "epochs before the cut; auto: half of the horizon",
          words: ["auto"], default: "auto"),
        scope(criterion.scope), granularityOption,
      ] + strength(criterion),
      figures: [.removed, .asked],
      details: """
        After `after=` epochs the channels with the lowest scores are removed, and the rest of the \
        horizon fine-tunes the pruned network. The network has no gates.
        """,
      examples: ["prune \(criterion.name) target=50% of=macs after=2 over=10"],
      type: ChannelSelection.self
    ) { request, arguments throws(PruningError) in
      ChannelSelection(
        criterion.name, request,
        Options(
          criterion: criterion.name, scope: scope(arguments),
          schedule: .once(after: arguments.number("after")),
          strength: criterion.strength.map { arguments.number("strength") ?? $0 },
          granularity: groups(arguments)))
    }
  }

  /// `prune gradual by=NAME`.
  static let gradual = MethodDescription(
    "gradual", "channels leave step by step, by a criterion",
    source: "the cubic of Zhu and Gupta, 2017, on channels", removes: .channels,
    subject: .channels, decides: "every so many epochs, up to a share of the horizon",
    options: [
      .init("by", .choice(CriterionCatalog.names), "the criterion", default: "magnitude"),
      .init(
        "after", .number(TypedRanges.epochs),
        "epochs before the first cut; auto: a tenth of the horizon",
        words: ["auto"], default: "auto"),
      .init("until", .share, "where in the horizon the last cut is", default: "75%"),
      .init("every", .number(TypedRanges.intervals), "epochs between cuts", default: "1"),
      scope(.normalised), granularityOption,
    ],
    figures: [.removed, .asked],
    details: """
      From `after=` on, every `every=` epochs, the channels with the lowest scores are removed \
      until the share scheduled for that time is met; the last cut meets the target, and the rest \
      of the horizon fine-tunes the pruned network. The network has no gates.
      """,
    examples: ["prune gradual by=magnitude target=50% of=macs over=20"],
    type: ChannelSelection.self
  ) { request, arguments throws(PruningError) in
    ChannelSelection(
      "gradual", request,
      Options(
        criterion: arguments.word("by") ?? "", scope: scope(arguments),
        schedule: .cubic(
          after: arguments.number("after"), until: arguments.number("until") ?? 0.75,
          every: arguments.number("every") ?? 1),
        strength: CriterionCatalog.find(arguments.word("by") ?? "")?.strength,
        granularity: groups(arguments)))
  }

  private static func groups(_ arguments: MethodArguments) -> GateAttachment.Granularity? {
    granularity(arguments) == .group ? .group : nil
  }

  private static func scope(_ arguments: MethodArguments) -> SelectionScope {
    arguments.word("scope").flatMap { SelectionScope(rawValue: $0) } ?? .normalised
  }

  public var settings: [MethodSetting] {
    func after(_ epochs: Double?) -> MethodSetting {
      .init(
        "after", epochs.map { .number($0) } ?? .word("auto"),
        epochs.map { "\(plain: $0)" } ?? "auto")
    }
    let scope = MethodSetting(
      "scope", .word(options.scope.rawValue), "\(options.scope.rawValue)")
    let groups =
      granularity == .group ? [MethodSetting("granularity", .word("group"), "group")] : []
    switch options.schedule {
    case .once(let epochs):
      let strength = options.strength.map {
        MethodSetting("strength", .number($0), "\(plain: $0)")
      }
      return [after(epochs), scope] + (strength.map { [$0] } ?? []) + groups
    case .cubic(let epochs, let until, let every):
      return [
        .init("by", .word(options.criterion), "\(options.criterion)"), after(epochs),
        .init("until", .number(until), "\(plain: (until * 1000).rounded() / 10)%"),
        .init("every", .number(every), "\(plain: every)"), scope,
      ] + groups
    }
  }
}
