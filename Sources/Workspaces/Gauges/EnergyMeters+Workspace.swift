import Costs

extension EnergyMeters {
  /// The best instrument of the machine. Where `set` names folders, nothing else is looked at, so
  /// that what somebody asked for is never replaced in silence.
  public static func find(in workspace: Workspace) throws(EnergyMeterError) -> any EnergyMeter {
    func folder(_ setting: Setting) -> String { setting.text(in: workspace) }
    let named = Setting.meters.filter { folder($0) != $0.defaultText }
    func wanted(_ setting: Setting) -> String? {
      named.isEmpty || named.contains(setting) ? folder(setting) : nil
    }
    return try find(
      powercap: wanted(.powercap), hwmon: wanted(.hwmon), batteries: wanted(.batteries))
  }
}
