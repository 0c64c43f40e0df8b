import Tensors
import Testing

@testable import Datasets

@Suite struct SplitTests {
  @Test func validationIsDrawnFromTraining() throws {
    let whole = try Dataset.load(DatasetRequest("moons", training: 200, test: 10))
    let split = try Dataset.load(DatasetRequest("moons", training: 200, test: 10, validation: 0.1))
    let validation = try #require(split.validation)
    #expect(split.training.count == 180)
    #expect(validation.count == 20)
    let sums = { (part: Examples) in (0..<part.count).map { part.checksum(of: $0).value } }
    #expect((sums(split.training) + sums(validation)).sorted() == sums(whole.training).sorted())
    #expect(split.test.pixels == whole.test.pixels)
    #expect(split.checksum != whole.checksum)
    let again = try Dataset.load(DatasetRequest("moons", training: 200, test: 10, validation: 0.1))
    #expect(split.checksum == again.checksum)
    #expect(split.normalisation == Normalisation(of: split.training))
  }

  @Test func partsAreNamed() {
    #expect(Dataset.Part(typed: "train") == .training)
    #expect(Dataset.Part(typed: "validation") == .validation)
    #expect(Dataset.Part(typed: "test") == .test)
    #expect(Dataset.Part(typed: "nowhere") == nil)
  }

  @Test func prefixAndSelectKeepRecordsWhole() {
    let examples = Examples(
      shape: Shape(2), labels: [0, 1, 2], pixels: .reals([0, 1, 2, 3, 4, 5]))
    #expect(examples.prefix(2).pixels == .reals([0, 1, 2, 3]))
    #expect(examples.prefix(9).count == 3)
    #expect(examples.prefix(-1).count == 0)
    let picked = examples.select([2, 0, 2])
    #expect(picked.labels == [2, 0, 2])
    #expect(picked.pixels == .reals([4, 5, 0, 1, 4, 5]))
  }

  @Test func checksumIsStable() {
    var sum = Checksum()
    sum.add([1, 2, 3, 4, 5, 6, 7, 8, 9] as [UInt8])
    sum.add([Float(1), -0.5])
    sum.add("pollard")
    #expect(sum.description == "dbbb915c7860143b")
    #expect(sum.description.count == 16)
  }
}
