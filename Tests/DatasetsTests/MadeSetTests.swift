import Tensors
import Testing

@testable import Datasets

@Suite struct MadeSetTests {
  static let names = ["moons", "spirals", "shapes"]

  @Test(arguments: [
    ("moons", "2", 2, "2b7e13109b59ed5e", "be757105431e7d87"),
    ("spirals", "2", 2, "4075583ea8bcdcea", "c6e2635fafd89534"),
    ("shapes", "1x16x16", 4, "31c2b5b9176b9d40", "5df061030ff7f2d2"),
  ])
  func firstRecordAndWhole(
    name: String, shape: String, classes: Int, first: String, whole: String
  ) throws {
    let set = try Dataset.load(DatasetRequest(name, training: 400, test: 100, seed: 7))
    #expect(set.shape.description == shape)
    #expect(set.classes == classes)
    #expect(set.training.count == 400)
    #expect(set.test.count == 100)
    #expect(set.location == nil)
    #expect(set.training.checksum(of: 0).description == first)
    #expect(set.checksum.description == whole)
  }

  @Test(arguments: names)
  func valuesAndLabelsAreInRange(name: String) throws {
    let set = try Dataset.load(DatasetRequest(name, training: 600, test: 300))
    for part in [set.training, set.test] {
      #expect(part.labels.allSatisfy { $0 >= 0 && $0 < set.classes })
      let counts = part.histogram(classes: set.classes)
      #expect(counts.max()! - counts.min()! <= 1)
      if case .reals(let values) = part.pixels {
        #expect(values.allSatisfy { $0.isFinite && abs($0) < 4 })
      }
    }
  }

  @Test(arguments: names)
  func recordsDependOnSeedAndIndexOnly(name: String) throws {
    let large = try Dataset.load(DatasetRequest(name, training: 300, test: 50, seed: 3))
    let small = try Dataset.load(DatasetRequest(name, training: 100, test: 20, seed: 3))
    let other = try Dataset.load(DatasetRequest(name, training: 100, test: 20, seed: 4))
    #expect(large.training.prefix(100).pixels == small.training.pixels)
    #expect(large.test.prefix(20).pixels == small.test.pixels)
    #expect(other.training.pixels != small.training.pixels)
    #expect(small.training.prefix(20).pixels != small.test.pixels)
    #expect(small.checksum != other.checksum)
  }

  /// The nearest of 1000 records tells the class: 1-nearest-neighbour, far above chance.
  @Test(arguments: [("moons", 0.97), ("spirals", 0.9), ("shapes", 0.6)])
  func classesCanBeLearnt(name: String, least: Double) throws {
    let set = try Dataset.load(DatasetRequest(name, training: 1000, test: 200))
    let known = (0..<set.training.count).map { set.values(of: $0) }
    var right = 0
    for index in 0..<set.test.count {
      let asked = set.values(of: index, in: .test)
      var best = (distance: Float.infinity, label: Int32(-1))
      for (place, other) in known.enumerated() {
        var distance: Float = 0
        for position in asked.indices {
          let difference = asked[position] - other[position]
          distance += difference * difference
        }
        if distance < best.distance { best = (distance, set.training.labels[place]) }
      }
      right += best.label == set.test.labels[index] ? 1 : 0
    }
    #expect(Double(right) / 200 >= least, "\(right) of 200")
  }

  @Test func wordsOfOptionErrors() {
    func message(_ request: DatasetRequest) -> String? {
      failure { _ = try Dataset.load(request) }?.message
    }
    #expect(
      message(DatasetRequest("moons", file: "a.csv"))
        == "expected no file behind moons, found ‘a.csv’")
    #expect(
      message(DatasetRequest("moons", classes: 3)) == "expected no classes= for moons, found ‘3’")
    #expect(
      message(DatasetRequest("moons", validation: 1))
        == "expected validation= to be above 0% and below 100%, found ‘100%’")
    #expect(
      message(DatasetRequest("moons", training: 1, validation: 0.125))
        == "expected validation= to be a share that leaves training records, found ‘12.5%’")
  }

  @Test func optionsAreChecked() {
    let wrong: [DatasetRequest] = [
      DatasetRequest("moons", classes: 3), DatasetRequest("moons", noise: -1),
      DatasetRequest("moons", noise: .nan), DatasetRequest("moons", training: 0),
      DatasetRequest("moons", training: -5), DatasetRequest("moons", training: Int.max),
      DatasetRequest("spirals", classes: 1), DatasetRequest("spirals", classes: Int.min),
      DatasetRequest("moons", validation: 0), DatasetRequest("moons", validation: .nan),
      DatasetRequest("moons", training: 1, validation: 0.5),
      DatasetRequest("moons", augmentation: ["flip"]),
      DatasetRequest("shapes", augmentation: ["blur"]),
      DatasetRequest("moons", folder: "/tmp"),
    ]
    for request in wrong {
      #expect(failure { _ = try Dataset.load(request) }?.code == "data-option", "\(request)")
    }
  }

  @Test func classesOptionGivesArmsAndForms() throws {
    #expect(try Dataset.load(DatasetRequest("spirals", training: 50, classes: 5)).classes == 5)
    let forms = try Dataset.load(DatasetRequest("shapes", training: 60, classes: 6))
    #expect(forms.classNames.last == "diamond")
  }
}
