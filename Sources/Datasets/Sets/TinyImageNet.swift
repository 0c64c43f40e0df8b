import Tensors

/// `data tiny-imagenet`: 100000 training and 10000 test pictures, 3x64x64, 200 classes, or a part
/// of them in the same folders: `train/CLASS/images`, `val/images`, `val_annotations.txt`.
public enum TinyImageNet: PictureSource {
  public static let name = "tiny-imagenet"
  public static let summary = "110000 pictures, 3x64x64, 200 classes (JPEG, its own folders)"
  public static let citation = "Le and Yang, Tiny ImageNet Visual Recognition Challenge, 2015"
  public static let options: Set<DatasetOption> = [.dir, .size, .skip]
  public static let depth = 6

  static let hint =
    "unpack tiny-imagenet-200.zip in a folder and name it: dir=, --data or POLLARD_DATA"

  static func folder(_ request: DatasetRequest) throws(DatasetError) -> String {
    try DataFolder(
      subfolders: ["tiny-imagenet-200", "tiny-imagenet-20", "tiny-imagenet"],
      markers: ["wnids.txt"], hint: hint
    ).find(request)
  }

  static func tree(in folder: String, _ stop: StopFlag?) throws(DatasetError) -> PictureTree {
    try PictureTree(tinyImageNetIn: folder, stop: stop)
  }
}
