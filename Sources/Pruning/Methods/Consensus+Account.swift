import Training

extension Consensus {
  /// The course of the gates, from what the last batch left: nothing runs for it.
  public func account(_ run: Run, _ context: StepContext) -> GateAccount? {
    guard isFrozen || batch != nil else { return nil }
    let left = run.network.gatesLeft(since: shrinkage?.wide)
    return GateAccount(
      removed: 1 - share,
      asked: 1 - schedule(context.stepsPerEpoch).value(at: progress(of: run)),
      consensus: batch.map { Agreement(openness: $0.means, map, left: left).consensus } ?? 1)
  }
}
