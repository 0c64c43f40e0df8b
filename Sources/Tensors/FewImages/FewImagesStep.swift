import Kernels

/// One operation of a program for few images.
///
/// A chunk may depend on its number and the count of images only, never on the thread that runs
/// it; chunks of one step write different numbers.
protocol FewImagesStep {
  /// Values by their number.
  var reads: [Int] { get }
  var write: Int { get }
  /// A value of the same layout that may be overwritten: each number is read before the same place
  /// is written.
  var overwritable: Int? { get }
  /// Multiply-adds of one image.
  var work: Int { get }

  func chunks(_ memory: FewImagesMemory) -> Int
  func run(_ chunk: Int, _ memory: FewImagesMemory)
}

extension FewImagesStep {
  var overwritable: Int? { nil }
  var work: Int { 0 }
  /// One chunk an image, unless a step says otherwise.
  func chunks(_ memory: FewImagesMemory) -> Int { memory.count }
}

/// The values of a running program: where each lies.
final class FewImagesMemory {
  private let storages: [Storage]
  private let starts: [UnsafeMutablePointer<Float>]
  private let imageSteps: [Int]
  let capacity: Int
  /// Images of this run.
  var count = 0
  /// Threads of this run: all of its steps are cut for them.
  var threads = 1
  /// The loops of this run's instruction level.
  var kernels = Processor.kernels
  var fewImages = few_images_table(KERNEL_LEVEL_BASE)!.pointee

  /// Vectors may be read past the end of a value.
  private static let slack = 64

  /// - Parameters:
  ///   - slots: numbers of one image that each buffer holds.
  ///   - places: the buffer of each value.
  init(slots: [Int], places: [Int], capacity: Int) {
    self.capacity = capacity
    storages = slots.map { Storage($0 * capacity + Self.slack) }
    for storage in storages { storage.pointer.update(repeating: 0, count: storage.capacity) }
    starts = places.map { [storages] in storages[$0].pointer }
    imageSteps = places.map { slots[$0] }
  }

  /// The numbers of `image` of a value.
  func at(_ value: Int, image: Int = 0) -> UnsafeMutablePointer<Float> {
    starts[value] + image * imageSteps[value]
  }

  /// From one image to the next.
  func imageStep(_ value: Int) -> Int { imageSteps[value] }

  /// Takes over the instruction level and the threads in use.
  func prepare(_ count: Int) {
    self.count = count
    threads = Processor.threads
    kernels = Processor.kernels
    fewImages = few_images_table(KernelLevel(rawValue: Processor.level.rawValue)).pointee
  }
}
