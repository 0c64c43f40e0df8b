import Datasets
import Foundation
import Language
import Notebook
import Reports
import Sessions
import Tensors
import Workspaces

/// `data NAME …`, or `data` alone.
enum DataCommand: Command {
  static let signature = Signature(
    "data", group: CommandGroup.data, "loads a data set, or shows the one in use or a record of it",
    positionals: [
      .optional(
        "NAME", .choice(DatasetCatalog.names), "the data set", otherwise: "shows what is loaded"
      ).explained(
        by: DatasetCatalog.all.map { ($0.name, $0.summary) }),
      .optional("FILE", .path, "the file, for csv and npz", names: .file)
        .offering([
          Candidate("points.csv", "rows of numbers and a label"),
          Candidate("images.npz", "arrays of numpy"),
        ]),
    ],
    options: [
      .option("dir", .path, "the folder of the set", otherwise: "--data, else POLLARD_DATA"),
      .option(
        "train", .count, "the first N training records, of a made set up to 1,000,000",
        otherwise: "all"),
      .option(
        "test", .count, "the first N test records, of a made set up to 1,000,000",
        otherwise: "all"),
      .option("batch", .integer(1...65_536), "images of a training batch", default: "128"),
      .option(
        "augment", .list(of: .choice(Augmentation.words)), "random changes in training",
        otherwise: "none"),
      .option(
        "validation", .percent,
        "the share of training records to set aside, more than none and less than all"),
      .option("label", .text, "the column with the class, for csv"),
      .option(
        "channels", .choice(["first", "last"]), "which index of an image has its channels, for npz",
        otherwise: "the one with 1, 3 or 4 values"),
      .option(
        "size", .integer(PictureFolder.sizes),
        "rows and columns of pictures: the square in the middle, scaled", otherwise: "64"),
      .option(
        "skip", .toggle, "whether pictures that are damaged are left out", otherwise: "off"),
      .option(
        "labels", .choice(["fine", "coarse"]), "of cifar100: 100 classes, or 20 groups of five",
        otherwise: "fine"),
      .option("noise", .real(0...10), "noise of made sets"),
      .option(
        "classes", .integer(2...20), "classes of made sets: spirals up to 20, shapes up to 6"),
      .option("seed", .integer(0...Int.max), "seed of made sets and splits", default: "0"),
      .option("image", .integer(0...Int.max), "without NAME: the record to look at, from 0"),
      .option(
        "split", .choice(["test", "train", "validation"]), "with image: the part it is in",
        otherwise: "test"),
    ],
    examples: [
      .init("data moons train=400", "two half circles, made on the spot"),
      .init("data fashion-mnist batch=128", "60,000 clothes of 28x28"),
      .init("data cifar10 augment=crop,flip", "from the folder of --data or POLLARD_DATA"),
      .init("data", "what is loaded"),
      .init("data image=17", "an image of the test split, with its class"),
    ],
    details: """
      ‘augment=’ acts in the order resize (a part of the image enlarged), rotate (up to 15°), \
      crop, flip, jitter (brightness, contrast, saturation), cutout (a square covered), mixup \
      (two images and their losses mixed). Each is a function of seed, epoch and record.

      Images are normalised by channel with the mean and deviation of the training part. A session \
      file names no folder: give it with --data or POLLARD_DATA.

      An image is shown as the file holds it, before normalisation, two pixels to a character: in \
      colour where the terminal has them, else in characters from dark to bright. Of feature \
      vectors a chart shows the record among others, in the plane of the first two features. \
      ‘gates image=’ counts the same test images.

      \(DatasetCatalog.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
      """,
    otherNames: ["dataset", "datasets", "dataloader"],
    otherWords: [
      "batch_size": "batch", "batchsize": "batch", "bs": "batch", "augmentation": "augment",
      "val": "validation", "valid": "validation", "cifar": "cifar10", "cifar-10": "cifar10",
      "cifar-100": "cifar100", "fmnist": "fashion-mnist", "fashion": "fashion-mnist",
      "target": "label", "root": "dir", "path": "dir",
    ])

  static func isQuestion(_ arguments: BoundArguments) -> Bool { name(arguments) == nil }

  static func effects(of arguments: BoundArguments) -> [Effect] {
    request(arguments).map { [.load($0)] } ?? [.readInUse, .use(.inUse)]
  }

  static func run(
    _ arguments: BoundArguments, on draft: inout Workspace, in context: CommandContext
  ) throws -> Report {
    guard let name = name(arguments) else {
      return try look(try arguments.data(draft), arguments)
    }
    for option in ["image", "split"] where arguments.isTyped(option) {
      throw arguments.error(
        .badValue, "‘\(option)=’ looks at the data in use, and NAME loads others", at: option,
        hint: "two lines: ‘data \(name)’, then ‘data image=0’")
    }
    guard var request = request(arguments) else { throw arguments.missing("NAME") }
    request.file = request.file.map(context.scope.path)
    request.folder = request.folder.map(context.scope.path)
    _ = try arguments.readPath("FILE", context.scope)
    try refuseLinks(arguments, context)
    request.dataFolder = context.configuration.dataDirectory
    let batch = try arguments.required("batch", \.integer)
    let dataset: Dataset
    do {
      dataset = try Dataset.load(
        request, keeping: context.configuration.pictureStore(trusted: context.scope.isTrusted),
        stop: context.stop)
    } catch {
      throw located(error, arguments)
    }
    let loaded = LoadedData(request: request, dataset: dataset, batch: batch)
    draft.data = loaded
    // A session names no folder, so that it runs where the data lie elsewhere.
    if arguments.isTyped("dir") { context.recordAs(arguments.line(without: "dir")) }
    draft.endEpochs()
    var report = report(loaded)
    for remark in dataset.remarks { report.say("\(remark)", volatile: true) }
    return report
  }

  private static func name(_ arguments: BoundArguments) -> String? {
    arguments.word("NAME") ?? arguments.text("NAME")
  }

  /// What a line asks for, its paths as typed, without the folder of all sets; nil where it names
  /// no set.
  private static func request(_ arguments: BoundArguments) -> DatasetRequest? {
    guard let name = name(arguments) else { return nil }
    return DatasetRequest(
      name, file: arguments.text("FILE"), label: arguments.text("label"),
      folder: arguments.text("dir"), training: arguments.integer("train"),
      test: arguments.integer("test"), validation: arguments.fraction("validation"),
      augmentation: arguments.list("augment")?.compactMap { $0.word ?? $0.text } ?? [],
      seed: UInt64(arguments.integer("seed") ?? 0), noise: arguments.real("noise"),
      classes: arguments.integer("classes"),
      channels: arguments.word("channels") ?? arguments.text("channels"),
      labels: arguments.word("labels") ?? arguments.text("labels"),
      size: arguments.integer("size"), skip: arguments.toggle("skip"))
  }

  /// Refuses a folder of a session that is not trusted where it, or a link in it, leads elsewhere.
  /// The files of a set lie in it, or in folders of it.
  private static func refuseLinks(
    _ arguments: BoundArguments, _ context: CommandContext
  ) throws {
    let scope = context.scope
    guard let folder = try arguments.readPath("dir", scope), !scope.isTrusted else { return }
    let depth = try DatasetCatalog.source(name(arguments) ?? "").depth
    let files = FileManager.default.enumerator(atPath: folder)
    while let name = files?.nextObject() as? String {
      try context.checkStop()
      if files?.level == depth { files?.skipDescendants() }
      let path = FilePath.join(folder, name)
      guard FilePath.isLink(path), !scope.mayRead(path) else { continue }
      throw scope.refusal(
        FilePath.join(arguments.text("dir") ?? "", name), at: arguments.span("dir"))
    }
  }

  /// The answer to `data` without a name, which changes nothing.
  private static func look(_ data: LoadedData, _ arguments: BoundArguments) throws -> Report {
    for option in signature.options.map(\.name) where arguments.isTyped(option) {
      guard !["image", "split"].contains(option) else { continue }
      throw arguments.error(
        .badValue, "‘\(option)=’ goes with the name of a data set only", at: option,
        hint: "data \(data.dataset.name) \(option)=…")
    }
    guard let image = arguments.integer("image") else {
      guard !arguments.isTyped("split") else {
        throw arguments.error(
          .missingArgument, "‘split=’ says where ‘image=’ is", at: "split",
          hint: "data image=0 split=\(arguments.word("split") ?? "train")")
      }
      return report(data)
    }
    return try DataSample(image, data, arguments).report()
  }

  /// The error, pointing at what was typed wrongly where that is an option.
  private static func located(
    _ error: DatasetError, _ arguments: BoundArguments
  ) -> Diagnostic {
    let place: String?
    switch error.problem {
    case .option(let name, _, _): place = name
    case .needless(.file, _, _): place = "FILE"
    case .needless(let option, _, _): place = option.rawValue
    case .unnamedLabel: place = nil
    case .noSuchColumn: place = "label"
    default: place = error.file != nil && arguments.isTyped("FILE") ? "FILE" : nil
    }
    return ErrorTranslation.diagnostic(for: error).located(place.map { arguments.span($0) })
  }

  private static func report(_ data: LoadedData) -> Report {
    let set = data.dataset
    let features = NumberFormat.noun("feature", set.shape.size)
    var report = Report(
      """
      \(set.name): \(set.training.count) training, \(set.test.count) test, \
      \(set.shape.isVector ? "\(set.shape.size) \(features)" : set.shape.description), \
      \(set.classes) classes, batch \(data.batch)
      """)
    if let validation = set.validation {
      report.say(
        "validation: \(validation.count) \(NumberFormat.noun("record", validation.count))")
    }
    if !set.augmentation.isNone { report.say("augmentation: \(set.augmentation.description)") }
    if set.augmentation.mixes { report.say("mixup: \(mixing)") }
    for note in set.notes { report.say("\(note)") }
    report.say("checksum \(set.checksum.description)")
    report.say("from \(set.source)", volatile: true)
    report["name"] = .string(set.name)
    report["train"] = .integer(set.training.count)
    report["validation"] = .integer(set.validation?.count ?? 0)
    report["test"] = .integer(set.test.count)
    report["input"] = .string(set.shape.description)
    report["classes"] = .integer(set.classes)
    report["batch"] = .integer(data.batch)
    report["augment"] = .string(set.augmentation.description)
    report["checksum"] = .string(set.checksum.description)
    report["citation"] = .string(set.citation)
    return report
  }

  /// What is trained on images that are mixed in pairs.
  private static let mixing =
    "the loss is λ · cross-entropy with an image's label + (1 − λ) · cross-entropy with its "
    + "partner's; accuracy counts its own label"

  static func explanation(of answer: Answer, in context: CommandContext) throws -> Explanation? {
    guard let data = answer.workspace.data else { return nil }
    let set = data.dataset
    var explanation = Explanation()
    explanation.formula("numbers of a record", "channels × height × width")
    let shape = set.shape
    explanation.put(
      "\(NumberText.product([shape.channels, shape.height, shape.width])) = "
        + NumberFormat.count(shape.size))
    explanation.formula("batches of an epoch", "training records / batch, rounded up")
    explanation.put(
      "\(NumberFormat.count(set.training.count)) / \(data.batch) → "
        + NumberFormat.count(data.stepsPerEpoch))
    if let validation = set.validation {
      explanation.formula("training", "records of the training part − validation")
      let all = set.training.count + validation.count
      explanation.put(
        "\(NumberFormat.count(all)) − \(NumberFormat.count(validation.count)) = "
          + NumberFormat.count(set.training.count), Double(set.training.count), at: ["train"])
    }
    explanation.note(
      "each channel is normalised: (value − mean) / deviation, both of the training part")
    explanation.source(set.citation)
    return explanation
  }
}
