import Tensors

extension Dataset {
  /// Reads or makes what `request` asks for: the source's parts, then `train=` and `test=` (the
  /// first records), then `validation=` (drawn from those), then normalisation and checksum.
  ///
  /// The validation part is round(share · records), at least 1, drawn by the generator of
  /// (seed, stream `split`); both remainders keep the order of the records.
  ///
  /// - Parameters:
  ///   - store: where pictures are kept that were decoded.
  ///   - stop: looked at on the way.
  /// - Throws: `DatasetError`, also for options that this set does not have.
  public static func load(
    _ request: DatasetRequest, keeping store: any PictureStore = TemporaryStore(),
    stop: StopFlag? = nil
  ) throws(DatasetError) -> Dataset {
    let source = try DatasetCatalog.source(request.name)
    try checkOptions(request, of: source)
    let augmentation = try Augmentation(words: request.augmentation)
    var parts = try source.load(request, keeping: store, stop)
    if parts.training.shape.isVector && !augmentation.isNone {
      throw DatasetError(
        .option("augment", expected: "left out for feature vectors", found: "\(augmentation)"))
    }
    if augmentation.others.contains(.jitter) && !parts.training.areBytes {
      throw DatasetError(
        .option("augment", expected: "without jitter for images of real numbers", found: "jitter"),
        hint: "its factors are for bytes, or leave it out")
    }
    // The parts that are taken are copies.
    try stop.check(
      needing: request.training == nil && request.validation == nil ? 0 : parts.training.copiedBytes
    )
    let training = try first(request.training, of: parts.training, option: "train")
    parts.test = try first(request.test, of: parts.test, option: "test")
    try stop.check()
    if parts.validation != nil, let share = request.validation {
      throw DatasetError(
        .option(
          "validation", expected: "left out where the set has a validation part of its own",
          found: percent(share)))
    }
    var validation: Examples?
    (parts.training, validation) = try split(
      training, share: request.validation, seed: request.seed)
    validation = validation ?? parts.validation
    try stop.check()
    let normalisation = Normalisation(of: parts.training, stop: stop)
    try stop.check()
    let checksum = Dataset.checksum(
      parts.classNames, [parts.training, validation, parts.test], stop: stop)
    try stop.check()
    return Dataset(
      parts, name: source.name, validation: validation, augmentation: augmentation,
      citation: source.citation, normalisation: normalisation,
      checksum: checksum)
  }

  private static func checkOptions(
    _ request: DatasetRequest, of source: any DatasetSource.Type
  ) throws(DatasetError) {
    let extra = request.special.filter { !source.options.contains($0.key) }
    if let (option, found) = extra.min(by: { $0.key.rawValue < $1.key.rawValue }) {
      let special = source.options.subtracting([.file]).map(\.rawValue).sorted()
      let known = special + ["train", "test", "batch", "validation", "augment", "seed"]
      throw DatasetError(
        .needless(option, dataset: source.name, found: found),
        hint: "options of \(source.name) are \(known.joined(separator: ", "))")
    }
    for (name, size) in [("train", request.training), ("test", request.test)] {
      if let size, size < 1 {
        throw DatasetError(.option(name, expected: "at least 1", found: "\(size)"))
      }
    }
    if let share = request.validation, !(share > 0 && share < 1) {
      throw DatasetError(
        .option("validation", expected: "above 0% and below 100%", found: percent(share)),
        hint: "type validation=10%")
    }
  }

  private static func first(
    _ wanted: Int?, of part: Examples, option: String
  ) throws(DatasetError) -> Examples {
    guard let wanted else { return part }
    guard wanted <= part.count else {
      throw DatasetError(
        .option(option, expected: "at most \(part.count)", found: "\(wanted)"),
        hint: "leave \(option)= out to take all \(part.count) records")
    }
    return part.prefix(wanted)
  }

  /// The share as it is typed: `12.5%`.
  private static func percent(_ share: Double) -> String {
    let value = (share * 1e8).rounded() / 1e6
    return value == value.rounded() ? "\(Int(value))%" : "\(value)%"
  }

  private static func split(
    _ training: Examples, share: Double?, seed: UInt64
  ) throws(DatasetError) -> (kept: Examples, validation: Examples?) {
    guard let share else { return (training, nil) }
    let size = max(1, Int((share * Double(training.count)).rounded()))
    guard size < training.count else {
      throw DatasetError(
        .option(
          "validation", expected: "a share that leaves training records", found: percent(share)),
        hint: "there are \(training.count) to part")
    }
    let drawn = Generator(seed: seed, stream: .split).permutation(training.count)
    return (
      training.select(drawn[size...].sorted()), training.select(drawn[..<size].sorted())
    )
  }
}

extension StopFlag? {
  /// Throws where Ctrl-C asked to stop.
  func check() throws(DatasetError) {
    if self?.isRaised == true { throw DatasetError(.interrupted) }
  }

  /// Throws also where memory has no room for so many bytes.
  func check(needing bytes: Int) throws(DatasetError) {
    self?.require(Double(bytes))
    try check()
  }
}
