import Costs
import Foundation
import Reports
import Tensors

/// A number with unit, kind and source; a `Figure` of a report is another thing.
private typealias Constant = SourcedFigure

/// The machine at hand as a device: caches as the system tells them, speed as measured, watts
/// assumed.
///
/// It is in no catalog, because the same network would have other joules elsewhere and a moment
/// later; what is computed with it is volatile in a session.
public enum ThisMachine {
  /// As it is typed, such as `on=this-machine`.
  public static let name = "this-machine"
  /// One line, as profiles of the catalog have it.
  public static let summary = "this machine: measured speed"
  /// What its joules do not account for.
  public static let leavesOut = "its true watts (assumed here), other programs, heat, power supply"

  /// With the power that is set, or assumed.
  public static func profile(_ power: TimedMeter) -> DeviceProfile {
    device(
      multiplyAddsPerSecond: rates.multiplyAdds, bytesPerSecond: rates.bytes,
      caches: CacheSize.all(), threads: rates.threads, power: power.power)
  }

  /// Measured once, at the first question.
  private static let rates = (
    multiplyAdds: PeakRate.measured() / 2, bytes: CopyRate.measured(), threads: Processor.threads
  )

  /// - Parameters:
  ///   - multiplyAddsPerSecond: in registers, all threads together.
  ///   - bytesPerSecond: read and written, all threads together.
  ///   - caches: innermost first; where the system tells none, one of 8 MiB is assumed.
  ///   - power: drawn at full rate; a third of it is taken as static.
  public static func device(
    multiplyAddsPerSecond: Double, bytesPerSecond: Double, caches: [CacheSize], threads: Int,
    power: Watts = TimedMeter().power
  ) -> DeviceProfile {
    let sustained = 0.6 * multiplyAddsPerSecond
    let last = caches.last
    return DeviceProfile(
      name: name, summary: "\(summary); \(threads) threads, \(Processor.level.name)",
      leavesOut: leavesOut,
      multiplyAdd: Constant(
        power.value * 2 / 3 / sustained, .joules, .assumed,
        source: "two thirds of \(power) (assumed for the package) at the throughput below"),
      caches: caches.dropLast().map { cache in
        MemoryLevel(
          "L\(cache.level)", word: word(ofSize: cache.bytes),
          bytes: Constant(cache.bytes, .bytes, .measured, source: system),
          parts: max(1, threads / cache.sharers))
      },
      onChipWord: word(ofSize: last?.bytes ?? 8_388_608),
      dramWord: Constant(
        640e-12, .joules, .assumed,
        source: "20 pJ a bit, as Han et al., EIE, ISCA 2016, and the lower end of the 1.3 to "
          + "2.6 nJ a 64-bit word of Horowitz, ISSCC 2014"),
      wordBytes: Constant(4, .bytes, .assumed, source: "fp32, as this program computes"),
      onChipBytes: last.map {
        Constant(
          $0.bytes * Double(max(1, threads / $0.sharers)), .bytes, .measured, source: system)
      } ?? Constant(8_388_608, .bytes, .assumed, source: "the system tells no sizes of caches"),
      reuse: Constant(
        8, .multiplyAdds, .assumed, source: "register tiles of about 8 × 8, as GEMM kernels use"),
      throughput: Constant(
        sustained, .multiplyAddsPerSecond, .estimated,
        source: "60 % of what multiply-adds in registers reach, measured here and now"),
      bandwidth: Constant(
        bytesPerSecond, .bytesPerSecond, .measured,
        source: "copying 64 MiB, read and written, the best of several tries here and now"),
      staticPower: Constant(
        power.value / 3, .watts, .assumed, source: "a third of \(power) (assumed for the package)"),
      launch: Constant(
        5e-6, .seconds, .assumed, source: "one parallel loop: waking threads and joining them"))
  }

  private static let system = "as the system tells it (sysfs)"

  /// A 32-bit word: 10 pJ from 32 KB and 50 pJ from 1 MB, between and beyond by a power of the
  /// size.
  private static func word(ofSize bytes: Double) -> Constant {
    let exponent = log(5.0) / log(32.0)
    return Constant(
      min(600e-12, 10e-12 * pow(bytes / 32_768, exponent)), .joules, .assumed,
      source: "10 pJ (32 KB) and 50 pJ (1 MB) a 32-bit word of Horowitz, ISSCC 2014, between and "
        + "beyond by a power of the size, at most 600 pJ")
  }
}

/// A cache as Linux describes it.
public struct CacheSize: Hashable {
  /// 1 for the caches nearest to the processor.
  public var level: Int
  /// What it holds, all of its sharers together.
  public var bytes: Double
  /// Processors that share it, at least 1.
  var sharers: Int

  /// The caches for data of the first processor, innermost first; empty where the system tells
  /// none.
  ///
  /// - Parameter folder: `index0`, `index1`, … lie in it, each with `level`, `type`, `size` and
  ///   `shared_cpu_list`.
  public static func all(in folder: String = "/sys/devices/system/cpu/cpu0/cache") -> [CacheSize] {
    var found: [CacheSize] = []
    for index in 0..<16 {
      func word(_ file: String) -> String? {
        (try? String(contentsOfFile: "\(folder)/index\(index)/\(file)", encoding: .utf8))?
          .trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard let level = word("level").flatMap({ Int($0) }), level > 0,
        word("type") != "Instruction", let bytes = word("size").flatMap(bytes)
      else { continue }
      found.append(
        CacheSize(
          level: level, bytes: bytes, sharers: max(1, count(word("shared_cpu_list") ?? ""))))
    }
    // A larger level lies outside; one that is not larger than the one inside holds nothing more.
    return found.sorted { $0.level < $1.level }.reduce(into: []) { levels, cache in
      if cache.bytes > levels.last?.bytes ?? 0 { levels.append(cache) }
    }
  }

  /// `1024K`, `32M`.
  private static func bytes(_ text: String) -> Double? {
    let scales: [Character: Double] = ["K": 1024, "M": 1_048_576, "G": 1_073_741_824]
    let scale = text.last.flatMap { scales[$0] }
    guard let number = Double(scale == nil ? text : String(text.dropLast())), number > 0,
      number.isFinite
    else { return nil }
    return number * (scale ?? 1)
  }

  /// The members of `0-3,8`.
  private static func count(_ list: String) -> Int {
    list.split(separator: ",").reduce(0) { sum, part in
      let ends = part.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, (first...max(first, last)).count < 1 << 20
      else { return sum }
      return sum + max(1, last - first + 1)
    }
  }
}
