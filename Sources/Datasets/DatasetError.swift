/// Why a data set could not be loaded: which file, what was expected, what was found, and how to
/// get it right.
///
/// The message holds no word of the file, so that a session can record it; `quote` does.
public struct DatasetError: Error, Sendable, Hashable {
  /// What went wrong. Sizes are in bytes, lines and columns count from 1.
  public enum Problem: Sendable, Hashable {
    /// A file or folder is not there.
    case missing(String)
    /// It is there and cannot be read: a folder, a device, no permission.
    case unreadable(String)
    case truncated(expected: String, found: Int)
    case tooLong(expected: String, found: String)
    /// Above the limit that the reader allows.
    case tooLarge(limit: String, found: String)
    case badMagic(expected: String, found: String)
    /// Two files are exchanged.
    case swapped(expected: String, found: String)
    case corruptGzip(String)
    case corruptZip(String)
    /// Files of a folder that are no whole pictures, why the first is none, and some of them.
    case corruptPictures(Int, of: Int, first: String, names: [String])
    /// What was decoded could not be kept, with the reason.
    case unwritable(String)
    case labelOutOfRange(record: Int, label: Int, classes: Int)
    /// Two files or rows disagree: counts of records, shapes, cells.
    case disagreement(expected: String, found: String)
    case syntax(line: Int, column: Int, detail: String)
    case notANumber(line: Int, column: Int, name: String, text: String)
    /// An empty cell in the column of the label.
    case noLabel(line: Int, column: Int)
    case noSuchColumn(String, columns: [String])
    /// No column was named.
    case unnamedLabel(columns: [String])
    case empty(String)
    /// An option of `data` has a value that this set cannot serve.
    case option(String, expected: String, found: String)
    /// Something typed that this set has no use for.
    case needless(DatasetOption, dataset: String, found: String)
    case unknownDataset(String, known: [String])
    /// Ctrl-C ended the work.
    case interrupted
  }

  /// What went wrong.
  public let problem: Problem
  /// The file or folder it happened in, if any.
  public let file: String?
  /// A way out.
  public let hint: String?

  /// An error of the file or folder named, if one is.
  public init(_ problem: Problem, file: String? = nil, hint: String? = nil) {
    self.problem = problem
    self.file = file
    self.hint = hint
  }

  /// The same error with a hint, where it has none yet.
  public func hinting(_ text: String) -> DatasetError {
    hint == nil ? DatasetError(problem, file: file, hint: text) : self
  }
}

extension DatasetError.Problem {
  /// A word for scripts, the same in every version.
  public var code: String {
    switch self {
    case .missing: "data-missing"
    case .unreadable: "data-unreadable"
    case .truncated: "data-truncated"
    case .tooLong: "data-too-long"
    case .tooLarge: "data-too-large"
    case .badMagic: "data-bad-magic"
    case .swapped: "data-swapped"
    case .corruptGzip: "data-corrupt-gzip"
    case .corruptZip: "data-corrupt-zip"
    case .corruptPictures: "data-corrupt-picture"
    case .unwritable: "data-unwritable"
    case .labelOutOfRange: "data-label-out-of-range"
    case .disagreement: "data-disagreement"
    case .syntax: "data-syntax"
    case .notANumber: "data-not-a-number"
    case .noLabel: "data-no-label"
    case .noSuchColumn: "data-no-such-column"
    case .empty: "data-empty"
    case .option, .needless, .unnamedLabel: "data-option"
    case .unknownDataset: "data-unknown"
    case .interrupted: "interrupted"
    }
  }

  /// What the reader expected there.
  public var expected: String {
    switch self {
    case .missing(let what): what
    case .unreadable: "a file that can be read"
    case .truncated(let expected, _), .tooLong(let expected, _): expected
    case .tooLarge(let limit, _): "at most \(limit)"
    case .badMagic(let expected, _), .swapped(let expected, _), .disagreement(let expected, _):
      expected
    case .corruptGzip: "a whole gzip file"
    case .corruptZip: "a whole zip file"
    case .corruptPictures: "whole PNG and JPEG pictures of at most 100 megapixels"
    case .unwritable: "a place for decoded pictures"
    case .labelOutOfRange(_, _, let classes): "labels 0 … \(classes - 1)"
    case .syntax: "cells parted by the delimiter, quotes in pairs"
    case .notANumber(_, let column, _, _): "a finite number in cell \(column)"
    case .noLabel(_, let column): "a label in cell \(column)"
    case .unnamedLabel: "label= to be the column with the class"
    case .noSuchColumn(let name, _): "a column \(Self.quoted(name))"
    case .empty(let what): what
    case .option(let name, let expected, _): "\(name)= to be \(expected)"
    case .needless(.file, let dataset, _): "no file behind \(dataset)"
    case .needless(let option, let dataset, _): "no \(option.rawValue)= for \(dataset)"
    case .unknownDataset: "the name of a data set"
    case .interrupted: "to go on"
    }
  }

  /// What was there instead.
  public var found: String {
    switch self {
    case .missing: "nothing there"
    case .unreadable(let reason): reason
    case .truncated(_, let found): "only \(found) bytes"
    case .tooLong(_, let found), .tooLarge(_, let found): found
    case .badMagic: "another kind of file"
    case .swapped(_, let found), .disagreement(_, let found): found
    case .corruptGzip(let detail), .corruptZip(let detail): detail
    case .corruptPictures(let count, let all, let first, _):
      "\(count) of \(all) that are none, here \(first)"
    case .unwritable(let reason): reason
    case .labelOutOfRange(let record, _, _): "another in record \(record)"
    case .syntax(let line, let column, let detail): "\(detail) in line \(line), column \(column)"
    case .notANumber(let line, _, _, _): "something else in line \(line)"
    case .noLabel(let line, _): "nothing in line \(line)"
    case .unnamedLabel: "nothing there"
    case .noSuchColumn(_, let columns):
      columns.count == 1 ? "one of another name" : "\(columns.count) of other names"
    case .empty: "no record"
    case .option(_, _, let found), .needless(_, _, let found): Self.quoted(found)
    case .unknownDataset(let name, _): Self.quoted(name)
    case .interrupted: "Ctrl-C"
    }
  }

  /// What the file holds there, for a screen; nil where that is nothing to show.
  var quote: String? {
    switch self {
    case .badMagic(_, let found): found
    case .corruptPictures(_, _, _, let names):
      names.map { Self.quoted($0) }.joined(separator: ", ")
    case .labelOutOfRange(_, let label, _): "label \(label)"
    case .notANumber(_, _, let name, let text):
      "\(Self.quoted(text)), in column \(Self.quoted(name))"
    default: nil
    }
  }

  /// Text of a file in quotes: at most 40 characters, nothing that a terminal obeys.
  public static func quoted(_ text: String) -> String { "‘" + printable(text, limit: 40) + "’" }

  /// Text of a file without control characters, cut at `limit` characters.
  public static func printable(_ text: String, limit: Int) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        shown.append("\u{FFFD}")
      default: shown.append(scalar)
      }
    }
    return String(shown) + (text.unicodeScalars.count > limit ? "…" : "")
  }
}

extension DatasetError: CustomStringConvertible {
  /// A word for scripts.
  public var code: String { problem.code }

  /// Whether the stop flag ended the work, so that nothing is wrong with the data.
  public var isInterruption: Bool { problem == .interrupted }

  /// What the file holds there, for a screen alone.
  public var quote: String? { problem.quote }

  /// One sentence: file, what was expected, what was found.
  public var message: String {
    let place = file.map { DatasetError.Problem.printable($0, limit: 4096) + ": " } ?? ""
    return "\(place)expected \(problem.expected), found \(problem.found)"
  }

  public var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }
}
