import Networks

/// A map of names, and a name to look up: a map or an error, and no name takes long.
@_cdecl("LLVMFuzzerTestOneInput")
public func namesFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: data, count: size)
  let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
  guard let text = String(validating: parts[0], as: UTF8.self) else { return 0 }
  do {
    let map = try NameMap(text)
    let name =
      parts.count > 1 ? String(decoding: parts[1].prefix(300), as: UTF8.self) : "a.b.weight"
    _ = map.ours(name)
    precondition(map.ours(of: [name, "fc.weight"]).names.count <= 2)
  } catch {
    precondition(error.line > 0 && !error.reason.isEmpty)
  }
  return 0
}
