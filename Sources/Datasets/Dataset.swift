import Tensors

/// A loaded data set.
public struct Dataset: Sendable {
  /// The parts that a set may have.
  public enum Part: String, Sendable, CaseIterable {
    case training, validation, test

    /// Reads a part as typed after `split=`: `training` or `train`, `validation`, `test`.
    public init?(typed: String) {
      self.init(rawValue: typed == "train" ? "training" : typed)
    }
  }

  /// The name in the catalog.
  public let name: String
  /// The shape of one record; `n × 1 × 1` for feature vectors.
  public let shape: Shape
  /// The name of each class, in the order of the labels; none where targets are numbers.
  public let classNames: [String]
  /// What weights are fitted to; its mean and deviation normalise every part.
  public let training: Examples
  /// Nil unless `validation=` asked for it.
  public let validation: Examples?
  /// What is held back to the end.
  public let test: Examples
  /// Measured on `training`.
  public let normalisation: Normalisation
  /// The changes of training images that were asked for.
  public let augmentation: Augmentation
  /// Of everything above: shape, class names, targets and values of each part.
  public let checksum: Checksum
  /// Who made it, and where it comes from.
  public let citation: String
  /// The folder or file it was read from, nil for a made set. Differs from machine to machine.
  public let location: String?
  /// Things the reader of a report should know, one sentence each.
  public let notes: [String]
  /// What differs from run to run, such as how the data came in; one sentence each.
  public let remarks: [String]

  /// - Precondition: all parts have the training part's shape.
  public init(
    name: String, classNames: [String], training: Examples, validation: Examples? = nil,
    test: Examples, augmentation: Augmentation = .none, citation: String,
    location: String? = nil, notes: [String] = []
  ) {
    self.init(
      DatasetParts(
        classNames: classNames, training: training, test: test, location: location, notes: notes),
      name: name, validation: validation, augmentation: augmentation, citation: citation,
      normalisation: Normalisation(of: training),
      checksum: Self.checksum(classNames, [training, validation, test]))
  }

  /// With what was measured beforehand.
  init(
    _ parts: DatasetParts, name: String, validation: Examples?, augmentation: Augmentation,
    citation: String, normalisation: Normalisation, checksum: Checksum
  ) {
    self.name = name
    shape = parts.training.shape
    classNames = parts.classNames
    training = parts.training
    self.validation = validation
    test = parts.test
    self.normalisation = normalisation
    self.augmentation = augmentation
    self.checksum = checksum
    self.citation = citation
    location = parts.location
    notes = parts.notes
    remarks = parts.remarks
  }

  /// Number of classes.
  public var classes: Int { classNames.count }

  /// Where it came from, for a person: citation, and the place if there is one.
  public var source: String { location.map { "\($0) (\(citation))" } ?? citation }

  /// The records of a part, nil if the set has none.
  public subscript(part: Part) -> Examples? {
    switch part {
    case .training: training
    case .validation: validation
    case .test: test
    }
  }

  /// One normalised record in plain order `[channel][row][column]`, as a network sees it: the
  /// slow and obvious way, for questions about one image and as the oracle of batch packing.
  public func values(
    of index: Int, in part: Part = .training, placement: Placement = .identity
  ) -> [Float] {
    guard let examples = self[part], (0..<examples.count).contains(index) else { return [] }
    let record = examples.values(of: index)
    var values: [Float] = []
    values.reserveCapacity(shape.size)
    for channel in 0..<shape.channels {
      for row in 0..<shape.height {
        for column in 0..<shape.width {
          var scaled = 0.0
          if let from = placement.origin(row: row, column: column, of: shape) {
            let place = (channel * shape.height + from.row) * shape.width + from.column
            scaled = examples.areBytes ? record[place] / 255 : record[place]
          }
          let mean = normalisation.mean[channel]
          values.append(Float((scaled - mean) / normalisation.deviation[channel]))
        }
      }
    }
    return values
  }

  static func checksum(
    _ names: [String], _ parts: [Examples?], stop: StopFlag? = nil
  ) -> Checksum {
    var sum = Checksum()
    sum.add(names.count)
    for name in names { sum.add(name) }
    for part in parts {
      sum.add(part == nil ? 0 : 1)
      if let part { sum.add(part, stop: stop) }
    }
    return sum
  }
}
