import COpenBLAS

extension Processor {
  /// The libraries this room uses, such as `OpenBLAS 0.3.21`.
  public static var libraries: [String] {
    // `OpenBLAS 0.3.21 DYNAMIC_ARCH …`: the rest tells of the machine.
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return [words.prefix(2).joined(separator: " ")]
  }
}
