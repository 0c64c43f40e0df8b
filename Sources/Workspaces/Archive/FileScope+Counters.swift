import Costs
import Foundation
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

  /// Whether a folder of sensors may be read: all that lies in it, and in the folders in it, and
  /// all that links among them lead to.
  public func mayReadSensors(_ folder: String) -> Bool {
    guard !isTrusted else { return true }
    guard mayRead(folder) else { return false }
    func contents(_ path: String) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).map { path + "/" + $0 }
    }
    return contents(folder).allSatisfy { mayRead($0) && contents($0).allSatisfy(mayRead) }
  }

  /// Whether the folder that a setting of `Setting.meters` names may be read.
  public func mayRead(_ folder: String, of meter: Setting) -> Bool {
    meter == .powercap ? mayReadCounters(folder) : mayReadSensors(folder)
  }
}
