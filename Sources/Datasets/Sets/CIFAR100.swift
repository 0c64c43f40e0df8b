import Tensors

/// `data cifar100`: 50000 training and 10000 test photographs, 3x32x32, the binary version:
/// `train.bin` and `test.bin`. `labels=fine` (the default) has 100 classes, `labels=coarse` the 20
/// groups of five of them.
public enum CIFAR100: DatasetSource {
  public static let name = "cifar100"
  public static let summary = "60000 photographs, 3x32x32, 100 or 20 classes (binary version)"
  public static let citation =
    "Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009"
  public static let options: Set<DatasetOption> = [.dir, .labels]

  private static let hint =
    "unpack https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz (the binary version) "
    + "in a folder and name it: dir=, --data or POLLARD_DATA"

  public static func load(
    _ request: DatasetRequest, _ stop: StopFlag?
  ) throws(DatasetError) -> DatasetParts {
    try load(request, stop, records: (training: 50_000, test: 10_000))
  }

  /// With other numbers of records, for tests.
  static func load(
    _ request: DatasetRequest, _ stop: StopFlag? = nil, records: (training: Int, test: Int)
  ) throws(DatasetError) -> DatasetParts {
    let isCoarse = try isCoarse(request.labels)
    let folder = try DataFolder(
      subfolders: ["cifar-100-binary"], markers: ["train.bin", "test.bin"], hint: hint
    ).find(request)
    do {
      let training = try file(records.training, isCoarse).read(
        [DataFolder.join(folder, "train.bin")], limit: request.training, stop)
      let test = try file(records.test, isCoarse).read(
        [DataFolder.join(folder, "test.bin")], limit: request.test, stop)
      return DatasetParts(
        classNames: isCoarse ? groupNames : classNames, training: training, test: test,
        location: folder)
    } catch {
      throw error.hinting(hint)
    }
  }

  private static func isCoarse(_ typed: String?) throws(DatasetError) -> Bool {
    guard let typed, typed != "fine" else { return false }
    guard typed == "coarse" else {
      throw DatasetError(.option("labels", expected: "fine or coarse", found: typed))
    }
    return true
  }

  private static func file(_ records: Int, _ isCoarse: Bool) -> CIFARFile {
    CIFARFile(
      labelBytes: 2, label: isCoarse ? 0 : 1, classes: isCoarse ? 20 : 100, records: records)
  }

  /// The coarse labels, as `coarse_label_names.txt` of the archive lists them.
  static let groupNames = """
    aquatic_mammals fish flowers food_containers fruit_and_vegetables \
    household_electrical_devices household_furniture insects large_carnivores \
    large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores \
    medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 \
    vehicles_2
    """.split(separator: " ").map(String.init)

  /// The fine labels, as `fine_label_names.txt` of the archive lists them.
  static let classNames = """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus \
    butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch \
    crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo \
    keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse \
    mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy \
    porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper \
    snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television \
    tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm
    """.split(separator: " ").map(String.init)
}
