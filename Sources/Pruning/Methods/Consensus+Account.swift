import Training

extension Consensus {
  /// The course of the gates, from what the last batch left: nothing runs for it.
  public func account(_ run: Run, _ context: StepContext) -> MethodAccount? {
    guard isFinished || batch != nil else { return nil }
    let left = run.network.gatesLeft(since: shrinkage?.wide)
    return MethodAccount([
      AccountFigure.removed.key: 1 - share,
      AccountFigure.asked.key: 1
        - schedule(context.stepsPerEpoch).value(at: progress(of: run)),
      AccountFigure.consensus.key: batch.map {
        Agreement(openness: $0.means, map, left: left).consensus
      } ?? 1,
    ])
  }
}
