import Kernels

/// What a convolution reads: where its first window begins and where the window's places lie.
struct FewImagesField {
  /// From a channel's start of the first image to the place that `offsets` count from.
  var start: Int
  var channelStep: Int
  /// From a row of outputs to the next.
  var pitch: Int
  /// One a window place.
  var offsets: [Int32]

  /// A map that is read as it lies; nil where the window leaves its margin.
  init?(_ layout: FewImagesLayout, _ geometry: ConvolutionGeometry) {
    guard geometry.stride == 1, geometry.padding <= layout.halo, !layout.isVector else {
      return nil
    }
    start = layout.origin
    channelStep = layout.channelStep
    pitch = layout.pitch
    offsets = (0..<geometry.taps).map { [pitch] tap in
      Int32(
        (tap / geometry.kernelWidth - geometry.padding) * pitch + tap % geometry.kernelWidth
          - geometry.padding)
    }
  }

  private init(start: Int, channelStep: Int, pitch: Int, offsets: [Int32]) {
    self.start = start
    self.channelStep = channelStep
    self.pitch = pitch
    self.offsets = offsets
  }

  /// What `FewImagesPhases` writes.
  static func phases(_ phases: FewImagesPhases.Plan) -> FewImagesField {
    FewImagesField(
      start: 0, channelStep: phases.channelStep, pitch: phases.pitch, offsets: phases.offsets)
  }
}

/// A padded copy of a map, split by the residues of rows and columns modulo the stride, so that a
/// convolution with a stride runs over neighbouring numbers.
struct FewImagesPhases: FewImagesStep {
  /// The copy's shape: for every channel the phases that a window place needs, one after another.
  struct Plan {
    let stride: Int
    let padding: Int
    let rows: Int
    let pitch: Int
    let channelStep: Int
    /// The phases in use, as row residue × stride + column residue.
    let phases: [Int]
    let offsets: [Int32]

    /// - Parameter output: the convolution's.
    init(_ geometry: ConvolutionGeometry, output: FewImagesLayout) {
      let s = geometry.stride
      stride = s
      padding = geometry.padding
      rows = output.height + (geometry.kernelHeight - 1) / s
      let columns = output.width + (geometry.kernelWidth - 1) / s
      // With the output's own pitch the rows are one run.
      pitch = max(columns, output.pitch)
      let phase = { (tap: Int) in
        tap / geometry.kernelWidth % s * s + tap % geometry.kernelWidth % s
      }
      let used = Set((0..<geometry.taps).map { phase($0) }).sorted()
      phases = used
      let phaseStep = rows * pitch
      offsets = (0..<geometry.taps).map { [pitch] tap in
        let place =
          tap / geometry.kernelWidth / s * pitch + tap % geometry.kernelWidth / s
        return Int32(used.firstIndex(of: phase(tap))! * phaseStep + place)
      }
      channelStep = (used.count * phaseStep).wholeVectors
    }
  }

  let source: Int
  let target: Int
  let layout: FewImagesLayout
  let channels: Int
  let plan: Plan

  private static let channelsPerChunk = 8

  var reads: [Int] { [source] }
  var write: Int { target }
  private var groups: Int { (channels + Self.channelsPerChunk - 1) / Self.channelsPerChunk }

  func chunks(_ memory: FewImagesMemory) -> Int { memory.count * groups }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let first = chunk % groups * Self.channelsPerChunk
    let from = memory.at(source, image: chunk / groups) + layout.origin
    let to = memory.at(target, image: chunk / groups)
    for channel in first..<min(first + Self.channelsPerChunk, channels) {
      copy(
        from + channel * layout.channelStep, to + channel * plan.channelStep, memory.fewImages)
    }
  }

  private func copy(
    _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, _ kernels: FewImagesTable
  ) {
    let s = plan.stride
    for (index, phase) in plan.phases.enumerated() {
      // The copy's columns that lie on the map.
      let shift = phase % s - plan.padding
      let first = min(plan.pitch, max(0, (-shift + s - 1) / s))
      let end = max(first, min(plan.pitch, (layout.width - shift + s - 1) / s))
      for row in 0..<plan.rows {
        let place = to + (index * plan.rows + row) * plan.pitch
        let source = row * s + phase / s - plan.padding
        guard source >= 0, source < layout.height else {
          place.update(repeating: 0, count: plan.pitch)
          continue
        }
        place.update(repeating: 0, count: first)
        let line = from + source * layout.pitch + shift
        if s == 1 {
          (place + first).update(from: line + first, count: end - first)
        } else {
          kernels.strided(line + first * s, Int64(s), Int64(end - first), place + first)
        }
        (place + end).update(repeating: 0, count: plan.pitch - end)
      }
    }
  }
}
