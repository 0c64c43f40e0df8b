import Commands
import Notebook
import NotebookTestSupport

extension Engine {
  /// An engine of this program after `lines`, each of which must succeed.
  static func after(_ lines: [String]) -> Engine {
    let engine = Engine()
    engine.run(lines)
    return engine
  }
}
