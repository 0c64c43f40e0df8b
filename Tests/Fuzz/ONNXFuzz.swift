import Networks

/// A model of ONNX: a network, a list of what has no form here, or an error.
@_cdecl("LLVMFuzzerTestOneInput")
public func onnxFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  guard let file = try? ONNXFile(bytes: bytes) else { return 0 }
  for takesLogits in [false, true] {
    do {
      let found = try ONNXNetwork(file, takesLogits: takesLogits)
      precondition(!found.graph.nodes.isEmpty)
      // What memory is asked for before it is taken.
      guard MemoryNeed.weights(found.graph) < 0x1p26 else { continue }
      _ = try? found.network()
    } catch let error as ONNXUnsupported {
      precondition(!error.refusals.isEmpty)
    } catch {}
  }
  return 0
}
