import Language
import Reports

@testable import Sessions

/// Session files: an error, or a file that is written and read again without a change.
@_cdecl("LLVMFuzzerTestOneInput")
public func sessionFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: data, count: size), as: UTF8.self)
  guard let file = try? SessionFile.parse(text, name: "fuzz") else { return 0 }
  guard let again = try? SessionFile.parse(file.text, name: "fuzz") else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(again.text == file.text)
  precondition(again.cells.map(\.input) == file.cells.map(\.input))
  precondition(again.checksum == file.checksum)
  precondition(SessionDifference.first(file, again) == nil)
  _ = file.header?.parameters
  for cell in file.cells {
    let lines = cell.outputs.map(\.text)
    let laid = lines.reversed().map { LaidLine(Phrase($0)) }
    for exactly in [false, true] {
      _ = LineComparison(expected: lines, found: laid, exactly: exactly).differences
    }
  }
  return 0
}
