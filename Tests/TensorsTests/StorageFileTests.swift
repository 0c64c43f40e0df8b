import Foundation
import Glibc
import TestSupport
import Testing

@testable import Tensors

extension TensorsSuite {
  /// Numbers that lie in a file read as before.
  @Suite struct StorageFileTests {
    /// A file without a name.
    private func withFile(_ flags: Int32 = O_RDWR, _ body: (Int32) throws -> Void) rethrows {
      let scratch = Scratch()
      let path = scratch.file("numbers")
      let file = open(path, flags | O_CREAT | O_CLOEXEC, 0o600)
      unlink(path)
      defer { close(file) }
      try body(file)
    }

    @Test func readsAsBefore() throws {
      let tensors = [[1], [7, 3], [64, 64, 3, 3], [16]].enumerated().map {
        Samples.tensor($0.element, seed: UInt64($0.offset))
      }
      let shared = tensors[2]
      let before = tensors.map(\.values)
      try withFile { try Tensor.move(tensors + [shared], toFile: $0) }
      #expect(tensors.map(\.values) == before)
      #expect(shared.isInFile && shared.values == before[2])
      var written = shared
      written[5] = 3
      #expect(written[5] == 3 && !written.isInFile)
      #expect(tensors[2].values == before[2])
      // Once more is no work, and a file that nobody reads is gone.
      try withFile { file in
        try Tensor.move(tensors, toFile: file)
        var status = stat()
        fstat(file, &status)
        #expect(status.st_size == 0)
      }
    }

    /// Nobody else holds it, and yet a write does not reach the file.
    @Test func theOnlyHolderIsWrittenInMemory() throws {
      var tensor = Tensor([3], [1, 2, 3])
      try withFile { try Tensor.move([tensor], toFile: $0) }
      tensor[0] = 9
      #expect(!tensor.isInFile && tensor.values == [9, 2, 3])
    }

    @Test func refusedFilesLeaveThemInMemory() {
      let tensor = Tensor([3], [1, 2, 3])
      withFile(O_RDONLY) { file in
        #expect(throws: StorageFileError.self) { try Tensor.move([tensor], toFile: file) }
      }
      let full = open("/dev/full", O_RDWR)
      defer { close(full) }
      #expect(throws: StorageFileError.self) { try Tensor.move([tensor], toFile: full) }
      #expect(!tensor.isInFile && tensor.values == [1, 2, 3])
    }
  }
}
