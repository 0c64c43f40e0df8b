import Glibc

/// An optional library in the memory of this process, for as long as the process lives.
public struct LoadedLibrary: @unchecked Sendable {
  /// Which one it is.
  public let library: OptionalLibrary
  /// Name and version as the library tells them, such as `libzmq 4.3.4`.
  public let version: String
  private let handle: UnsafeMutableRawPointer

  /// Loads the shim at `path` and asks for its interface and version.
  init(_ library: OptionalLibrary, _ path: String) throws(OptionalLibraryError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw OptionalLibraryError(library, .absent) }
    // A pipe of that name would keep the loader waiting.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw OptionalLibraryError(library, .unusable("\(library.file) is no file"))
    }
    guard Self.isWhole(path, bytes: UInt64(clamping: status.st_size)) else {
      throw OptionalLibraryError(library, .unusable("\(library.file) is cut short"))
    }
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason given"
      throw OptionalLibraryError(library, .unusable(reason))
    }
    do throws(OptionalLibraryError) {
      version = try Self.version(of: library, in: handle)
    } catch {
      // Kept open, it would be found again in the place of one that is built anew.
      dlclose(handle)
      throw error
    }
    self.library = library
    self.handle = handle
  }

  /// Whether a library is as long as its header says, which names the table at its end: the loader
  /// traps where a page is missing. What is no library of 64 bits, the loader refuses.
  private static func isWhole(_ path: String, bytes: UInt64) -> Bool {
    guard let file = fopen(path, "rb") else { return true }
    defer { fclose(file) }
    var header = [UInt8](repeating: 0, count: 64)
    guard fread(&header, 1, 64, file) == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    else { return true }
    func number(_ place: Range<Int>) -> UInt64 {
      header[place].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let start = number(40..<48)
    return start <= bytes && number(58..<60) * number(60..<62) <= bytes - start
  }

  /// What the shim tells of its library, if its interface is the one expected.
  private static func version(
    of library: OptionalLibrary, in handle: UnsafeMutableRawPointer
  ) throws(OptionalLibraryError) -> String {
    typealias Interface = @convention(c) () -> Int32
    let interface = try function("interface", of: library, in: handle, as: Interface.self)()
    guard interface == library.interface else {
      throw OptionalLibraryError(library, .otherInterface(interface))
    }
    typealias Version = @convention(c) () -> UnsafePointer<CChar>?
    guard let text = try function("version", of: library, in: handle, as: Version.self)() else {
      throw OptionalLibraryError(library, .unusable("\(library.file) tells no version"))
    }
    return String(cString: text).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The function `pollard_NAME_WORD` of the shim.
  ///
  /// - Parameters:
  ///   - word: the last part of the function's name.
  ///   - type: its type, with `@convention(c)`, as the C file has it; a wrong one is not noticed.
  /// - Throws: `unusable` if the shim has no such function.
  public func function<Function>(
    _ word: String, as type: Function.Type
  ) throws(OptionalLibraryError) -> Function {
    try Self.function(word, of: library, in: handle, as: type)
  }

  private static func function<Function>(
    _ word: String, of library: OptionalLibrary, in handle: UnsafeMutableRawPointer,
    as type: Function.Type
  ) throws(OptionalLibraryError) -> Function {
    let name = "pollard_\(library.name)_\(word)"
    guard let address = dlsym(handle, name) else {
      throw OptionalLibraryError(library, .unusable("\(library.file) has no \(name)"))
    }
    return unsafeBitCast(address, to: type)
  }
}
