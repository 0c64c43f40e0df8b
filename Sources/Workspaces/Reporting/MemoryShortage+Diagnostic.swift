import Language
import Reports
import Tensors

extension MemoryShortage {
  /// `SUBJECT needs about 3.2 GB; this machine has 2.0 GB, of which 1.1 GB are left`.
  public func message(_ subject: String) -> String {
    "\(subject) \(sentence { NumberFormat.quantity($0, "B") })"
  }

  /// The error as a line of a report.
  public func diagnostic(_ subject: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(.outOfMemory, message(subject), hint: hint)
  }
}

extension BoundArguments {
  /// Refuses work that needs more memory than there is.
  public func refuseHuge(_ bytes: Double, _ what: String, hint: String) throws {
    do throws(MemoryShortage) {
      try AvailableMemory.require(bytes)
    } catch {
      throw error.diagnostic(what, hint: hint).located(verbSpan)
    }
  }
}

extension StopFlag {
  /// Why work ended where memory is short.
  ///
  /// - Parameter verb: what was typed.
  public func memoryDiagnostic(_ verb: String) -> Diagnostic {
    let hint =
      "smaller batches (‘data … batch=’), data or networks need less; so does ‘set memory=’ for "
      + "earlier states"
    if let shortage { return shortage.diagnostic("‘\(verb)’", hint: hint) }
    return Diagnostic(.outOfMemory, "memory ran out in ‘\(verb)’, which ended early", hint: hint)
  }
}
