/// What the line `data NAME …` asks for.
public struct DatasetRequest: Sendable, Hashable, Codable {
  /// The name in the catalog.
  public var name: String
  /// The file of a `csv` or `npz` set.
  public var file: String?
  /// `label=`: the column with the class, by name or by number from 1.
  public var label: String?
  /// `dir=`: the folder of the set.
  public var folder: String?
  /// `--data`: a folder with several sets. Where it is nil, `POLLARD_DATA` counts.
  public var dataFolder: String?
  /// `train=`: the first so many training records; the size of a made set.
  public var training: Int?
  /// `test=`: the first so many test records; the size of a made set's test part.
  public var test: Int?
  /// `validation=`: this share of the training records becomes the validation part, 0 < share < 1.
  public var validation: Double?
  /// `augment=`: words of `Augmentation.words`.
  public var augmentation: [String]
  /// `seed=`: made sets and drawn splits are functions of it alone, so that runs with different
  /// seeds see the same records. The run's own seed is no part of it.
  public var seed: UInt64
  /// `noise=` of made sets.
  public var noise: Double?
  /// `classes=` of made sets.
  public var classes: Int?
  /// `channels=` of arrays: `first` or `last`.
  public var channels: String?
  /// `labels=` of a set that has two kinds: `fine` or `coarse`.
  public var labels: String?
  /// `size=` of pictures: their rows and columns.
  public var size: Int?
  /// `skip=` of pictures: whether damaged ones are left out.
  public var skip: Bool?

  /// A request; what is nil takes the default of the source.
  public init(
    _ name: String, file: String? = nil, label: String? = nil, folder: String? = nil,
    dataFolder: String? = nil, training: Int? = nil, test: Int? = nil, validation: Double? = nil,
    augmentation: [String] = [], seed: UInt64 = 0, noise: Double? = nil, classes: Int? = nil,
    channels: String? = nil, labels: String? = nil, size: Int? = nil, skip: Bool? = nil
  ) {
    self.name = name
    self.file = file
    self.label = label
    self.folder = folder
    self.dataFolder = dataFolder
    self.training = training
    self.test = test
    self.validation = validation
    self.augmentation = augmentation
    self.seed = seed
    self.noise = noise
    self.classes = classes
    self.channels = channels
    self.labels = labels
    self.size = size
    self.skip = skip
  }

  /// `--data`, else `POLLARD_DATA`.
  public var searchFolder: String? { dataFolder ?? DataFolder.variable("POLLARD_DATA") }

  /// The options that only some sets understand, as far as they are given here, with their values.
  var special: [DatasetOption: String] {
    var given: [DatasetOption: String] = [:]
    given[.file] = file
    given[.label] = label
    given[.dir] = folder
    given[.noise] = noise.map { "\($0)" }
    given[.classes] = classes.map { "\($0)" }
    given[.channels] = channels
    given[.labels] = labels
    given[.size] = size.map { "\($0)" }
    given[.skip] = skip.map { $0 ? "on" : "off" }
    return given
  }
}

/// Options of `data` that only some sets understand. All sets take `train`, `test`, `validation`,
/// `augment` (images only) and `seed`.
public enum DatasetOption: String, Sendable, Hashable, CaseIterable {
  case file, label, dir, noise, classes, channels, labels, size, skip
}

/// What a source hands over: both parts in full, or as much of them as was asked for.
public struct DatasetParts: Sendable {
  /// The name of each class, in the order of the labels.
  public var classNames: [String]
  /// The records to fit to; `validation=` is split off them later.
  public var training: Examples
  /// Records that the set itself sets aside; nil where it does not.
  public var validation: Examples?
  /// The records to test with.
  public var test: Examples
  /// The folder or file it was read from; nil for a made set.
  public var location: String?
  /// Things the reader of a report should know, one sentence each.
  public var notes: [String]
  /// What differs from run to run, such as how the data came in; one sentence each.
  public var remarks: [String] = []

  /// What a source found; the location is nil for a made set.
  public init(
    classNames: [String], training: Examples, test: Examples, location: String? = nil,
    notes: [String] = []
  ) {
    self.classNames = classNames
    self.training = training
    self.test = test
    self.location = location
    self.notes = notes
  }
}
