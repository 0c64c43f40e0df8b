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
    guard geometry.isDense, geometry.margins.list.allSatisfy({ $0 <= layout.halo }),
      !layout.isVector
    else { return nil }
    start = layout.origin
    channelStep = layout.channelStep
    pitch = layout.pitch
    offsets = (0..<geometry.taps).map { [pitch] tap in
      Int32(
        (tap / geometry.kernelWidth * geometry.rowDilation - geometry.margins.top) * pitch
          + tap % geometry.kernelWidth * geometry.columnDilation - geometry.margins.left)
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
