import Commands
import Language
import Networks
import Notebook
import Workspaces

/// `import` of any file: a network of its own, weights for the one in use, all or part of them, or
/// an error that quotes nothing of the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func importFuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  let path = ReaderInput.file(data, size)
  for options in ["", " as=x", " as=y partial=on", " into resnet20 as=z input=3x8x8"] {
    let engine = Engine()
    _ = engine.execute("network mlp 3 input=2 classes=2 as=net")
    let before = engine.workspace.networks.count
    guard let turn = engine.execute("import \(path)\(options)") else { continue }
    if let problem = turn.diagnostic {
      precondition(engine.workspace.networks.count == before)
      precondition(!problem.message.isEmpty)
    } else {
      for line in ["layers", "flops", "energy", "networks", "export \(path).safetensors"] {
        _ = engine.execute(line)
      }
    }
  }
  return 0
}
