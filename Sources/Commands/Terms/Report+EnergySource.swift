import Costs
import Reports
import Workspaces

extension Report {
  /// Says where the joules of a model come from: the device and how much of it is assumed, or with
  /// `set sources=on` all that is cited. The JSON has the whole `source` in either case.
  ///
  /// - Parameters:
  ///   - batch: images at once; nil where the joules are no inference's.
  ///   - joules: of an image, of an inference.
  mutating func say(
    sourceOf model: EnergyModel, in workspace: Workspace, batch: Int?, joules: Double? = nil,
    of what: String = ""
  ) {
    let text = Setting.sources.isOn(in: workspace) ? model.source : Self.brief(model.device)
    say("source\(what): \(text)")
    self["source"] = .string(model.source)
    say(standingOf: model, batch: batch, joules: joules)
  }

  private static func brief(_ device: DeviceProfile) -> String {
    let (assumed, all) = (device.assumedConstants.count, device.constants.count)
    let share =
      assumed == all
      ? "all constants" : assumed == 0 ? "no constant" : "\(assumed) of \(all) constants"
    if device.measuredLayers != nil { return "seconds of layers measured once, power assumed" }
    let place = device.own == nil ? device.name : "FILE.device"
    return "energy model, \(share) assumed (‘devices \(place)’)"
  }
}
