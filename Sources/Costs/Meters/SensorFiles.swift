import Foundation

/// The small files of a sensor, read as numbers and words.
struct SensorFiles: Sendable {
  let read: PowercapZone.Read

  /// A whole number with its sign.
  func number(_ path: String) throws(EnergyMeterError) -> Double {
    guard let value = Int64(try word(path)) else { throw .sensor(path: path, .malformed) }
    return Double(value)
  }

  /// The text without the white space around it.
  func word(_ path: String) throws(EnergyMeterError) -> String {
    do throws(EnergyMeterError) {
      return try read(path).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      switch error {
      case .unreadable: throw .sensor(path: path, .unreadable)
      case .vanished: throw .sensor(path: path, .vanished)
      default: throw error
      }
    }
  }

  /// A word as it may be printed, whoever wrote the file; nil where there is none.
  func name(_ path: String) -> String? {
    (try? word(path)).flatMap(Self.plain)
  }

  /// What may be printed of a text, its first 40 characters; nil where nothing may.
  static func plain(_ text: String) -> String? {
    let plain = text.unicodeScalars.filter {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil
          || " _-+./:".unicodeScalars.contains($0))
    }
    let name = String(String.UnicodeScalarView(plain.prefix(40)))
      .trimmingCharacters(in: .whitespaces)
    return name.isEmpty ? nil : name
  }

  /// What lies in a folder, in the order of the numbers in its names; nothing where it is none.
  func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted {
      switch $0.compare($1, options: .numeric) {
      case .orderedAscending: true
      case .orderedDescending: false
      case .orderedSame: $0 < $1
      }
    }
  }
}
