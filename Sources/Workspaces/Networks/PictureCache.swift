import Datasets
import Sessions
import Tensors

/// Decoded pictures in a folder of the user's cache. Each file is written whole, so two programs
/// may make the same one at a time.
public struct PictureCache: PictureStore {
  private let folder: String?
  private let writes: Bool
  /// Where a file without a name goes.
  private let temporary: String?

  /// - Parameters:
  ///   - folder: is made for its owner alone where it is missing; nil keeps nothing.
  ///   - writes: false for lines of a session that somebody sent: what is kept is read, and what is
  ///     decoded goes with the program.
  ///   - temporary: a folder for files that are not kept.
  public init(folder: String? = nil, writes: Bool = false, temporary: String? = nil) {
    self.folder = folder
    self.writes = writes
    self.temporary = temporary
  }

  public func kept(_ name: String) -> MappedFile? {
    guard let folder, let file = try? PlainFile(FilePath.join(folder, name)) else { return nil }
    return try? MappedFile(file.descriptor, count: file.count)
  }

  public func keep(
    _ name: String, stop: StopFlag?,
    _ write: (_ put: (_ bytes: [UInt8]) throws(DatasetError) -> Void) throws(DatasetError) -> Void
  ) throws(DatasetError) -> MappedFile {
    guard let folder, writes else {
      return try TemporaryStore(folder: temporary).keep(name, stop: stop, write)
    }
    PrivateFolder.make(folder)
    let path = FilePath.join(folder, name)
    do {
      try AtomicFile.write(to: path, mode: 0o600) { file in
        try write { bytes throws(DatasetError) in
          do throws(FileError) { try file.put(bytes, stop: stop) } catch { throw Self.error(error) }
        }
      }
    } catch let error as DatasetError {
      throw error
    } catch {
      throw Self.error(error)
    }
    do {
      let file = try PlainFile(path)
      return try MappedFile(file.descriptor, count: file.count)
    } catch let error as StorageFileError {
      throw DatasetError.unmapped(error, stop)
    } catch {
      throw DatasetError.unkept("it cannot be read again")
    }
  }

  private static func error(_ error: any Error) -> DatasetError {
    guard let error = error as? FileError else { return .unkept("\(error)") }
    return error.isInterruption ? DatasetError(.interrupted) : .unkept(error.reason)
  }
}
