import Kernels

/// A padded copy of a map, split by the residues of rows and columns modulo the strides, so that a
/// convolution with a stride runs over neighbouring numbers.
struct FewImagesPhases: FewImagesStep {
  /// The copy's shape: for every channel the phases that a window place needs, one after another.
  struct Plan {
    let rowStride: Int
    let columnStride: Int
    let margins: Margins
    let rows: Int
    let pitch: Int
    let channelStep: Int
    /// The phases in use, as row residue × column stride + column residue.
    let phases: [Int]
    let offsets: [Int32]

    /// - Parameter output: the convolution's.
    init(_ geometry: ConvolutionGeometry, output: FewImagesLayout) {
      let (down, across) = (geometry.rowStride, geometry.columnStride)
      (rowStride, columnStride) = (down, across)
      margins = geometry.margins
      rows = output.height + (geometry.spanHeight - 1) / down
      let columns = output.width + (geometry.spanWidth - 1) / across
      // With the output's own pitch the rows are one run.
      pitch = max(columns, output.pitch)
      let places = (0..<geometry.taps).map { tap in
        (
          row: tap / geometry.kernelWidth * geometry.rowDilation,
          column: tap % geometry.kernelWidth * geometry.columnDilation
        )
      }
      let phase = { (place: (row: Int, column: Int)) in
        place.row % down * across + place.column % across
      }
      let used = Set(places.map(phase)).sorted()
      phases = used
      let phaseStep = rows * pitch
      offsets = places.map { [pitch] place in
        Int32(
          used.firstIndex(of: phase(place))! * phaseStep + place.row / down * pitch
            + place.column / across)
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
    let (down, across) = (plan.rowStride, plan.columnStride)
    for (index, phase) in plan.phases.enumerated() {
      // The copy's columns that lie on the map.
      let shift = phase % across - plan.margins.left
      let first = min(plan.pitch, max(0, (-shift + across - 1) / across))
      let end = max(first, min(plan.pitch, (layout.width - shift + across - 1) / across))
      for row in 0..<plan.rows {
        let place = to + (index * plan.rows + row) * plan.pitch
        let source = row * down + phase / across - plan.margins.top
        guard source >= 0, source < layout.height else {
          place.update(repeating: 0, count: plan.pitch)
          continue
        }
        place.update(repeating: 0, count: first)
        let line = from + source * layout.pitch + shift
        if across == 1 {
          (place + first).update(from: line + first, count: end - first)
        } else {
          kernels.strided(line + first * across, Int64(across), Int64(end - first), place + first)
        }
        (place + end).update(repeating: 0, count: plan.pitch - end)
      }
    }
  }
}
