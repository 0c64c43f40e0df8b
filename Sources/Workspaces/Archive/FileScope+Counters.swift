import Costs
import Sessions

extension FileScope {
  /// Whether a folder of energy counters may be read, and all that links in it lead to.
  public func mayReadCounters(_ folder: String) -> Bool {
    guard !isTrusted else { return true }
    guard mayRead(folder) else { return false }
    do throws(EnergyMeterError) {
      _ = try PowercapMeter(folder: folder) { path throws(EnergyMeterError) in
        guard mayRead(path) else { throw .unreadable(path: path) }
        return try PowercapZone.read(path)
      }
    } catch {
      if case .unreadable(let path) = error { return mayRead(path) }
    }
    return true
  }
}
