/// The instruments of a machine.
public enum EnergyMeters {
  /// The first that can be read: counters of the processor, which need no sampling; then a sensor
  /// of the board; then the battery, whose gauge is the slowest.
  ///
  /// - Parameters:
  ///   - powercap, hwmon, batteries: the folders; nil for those that are not looked at.
  /// - Throws: `EnergyMeterError` where there is none: why the first of them that is there cannot
  ///   be read, or that the first is absent.
  public static func find(
    powercap: String?, hwmon: String?, batteries: String?,
    read: @escaping PowercapZone.Read = PowercapZone.read
  ) throws(EnergyMeterError) -> any EnergyMeter {
    var problems: [EnergyMeterError] = []
    do throws(EnergyMeterError) {
      if let powercap { return try PowercapMeter(folder: powercap, read: read) }
    } catch { problems.append(error) }
    do throws(EnergyMeterError) {
      if let hwmon { return try PowerSensorMeter(hwmon: hwmon, read: read) }
    } catch { problems.append(error) }
    do throws(EnergyMeterError) {
      if let batteries { return try PowerSensorMeter(batteries: batteries, read: read) }
    } catch { problems.append(error) }
    throw problems.first { !$0.isAbsence }
      ?? problems.first ?? .absent(path: PowercapMeter.systemFolder)
  }
}
