import Kernels

/// Pooling over windows, and over whole maps.
public enum Pooling {
  /// What is made of a window: its largest number, or its mean.
  public enum Kind: String, Sendable { case maximum, average }

  /// The largest number or the mean of each window; the window has to fit.
  public static func forward(
    _ x: Activations, _ kind: Kind, _ window: Window
  ) -> Activations {
    let shape = window.output(of: x.shape)!
    let y = Activations(uninitialized: x.count, shape)
    let kernels = Processor.kernels
    x.forEachChannel { block, channel, at in
      var step = window.step(x.shape, shape)
      let to = y.storage.pointer + block * y.blockSize + channel * shape.area * lanes
      switch kind {
      case .maximum: kernels.maxPool(&step, x.pointer + at, to)
      case .average: kernels.averagePool(&step, x.pointer + at, to)
      }
    }
    return y
  }

  /// The first largest number of a window takes a maximum's gradient; an average spreads it evenly.
  /// Then plus `added`, and zero where `x` is not positive if it is `rectified`.
  public static func gradient(
    _ x: Activations, _ y: Activations, _ dy: Activations, _ kind: Kind, _ window: Window,
    added: Activations? = nil, rectified: Bool = false
  ) -> Activations {
    let dx = Activations(x.count, x.shape)
    let kernels = Processor.kernels
    let area = y.shape.area * lanes
    x.forEachChannel { block, channel, at in
      var step = window.step(x.shape, y.shape, isPositive: rectified)
      let from = block * y.blockSize + channel * area
      switch kind {
      case .maximum:
        kernels.maxPoolGradient(
          &step, x.pointer + at, y.pointer + from, dy.pointer + from, dx.storage.pointer + at)
      case .average:
        kernels.averagePoolGradient(&step, dy.pointer + from, dx.storage.pointer + at)
      }
    }
    return dx.gradient(
      plus: added, behind: rectified && (kind != .maximum || added != nil) ? x : nil)
  }

  /// The mean of each channel's map.
  public static func global(_ x: Activations) -> Activations {
    let y = Activations(uninitialized: x.count, Shape(x.shape.channels))
    let kernels = Processor.kernels
    let factor = 1 / Float(x.shape.area)
    x.forEachChannel { block, channel, at in
      kernels.sumLanes(
        x.pointer + at, Int64(x.shape.area), factor,
        y.storage.pointer + block * y.blockSize + channel * lanes)
    }
    return y
  }

  /// The gradient of `global`, plus `added`.
  public static func globalGradient(
    _ dy: Activations, input shape: Shape, added: Activations? = nil
  ) -> Activations {
    let dx = Activations(uninitialized: dy.count, shape)
    let kernels = Processor.kernels
    let factor = 1 / Float(shape.area)
    precondition(dx.fits(added))
    let more = added?.pointer
    dx.forEachChannel { block, channel, at in
      kernels.spreadLanes(
        dy.block(block) + channel * lanes, Int64(shape.area), factor, more.map { $0 + at },
        dx.storage.pointer + at)
    }
    return dx
  }

  /// Every `stride`-th row and column of some channels, among channels of zeros: the shortcut of a
  /// CIFAR ResNet where the map halves and the channels double (He et al., CVPR 2016).
  ///
  /// - Parameter sources: by channel that comes out, the one that it is a copy of; nil for zeros.
  public static func subsample(
    _ x: Activations, stride: Int, sources: [Int?]
  ) -> Activations {
    let shape = Shape(
      sources.count, (x.shape.height + stride - 1) / stride,
      (x.shape.width + stride - 1) / stride)
    let y = Activations(x.count, shape)
    copySubsampled(large: x, small: y, stride: stride, sources) { large, small in
      (y.storage.pointer + small).update(from: x.pointer + large, count: lanes)
    }
    return y
  }

  /// The gradient of `subsample` by its input, of `shape`: zeros where nothing was read.
  ///
  /// - Precondition: no channel is copied twice.
  public static func subsampleGradient(
    _ dy: Activations, input shape: Shape, stride: Int, sources: [Int?]
  ) -> Activations {
    let dx = Activations(dy.count, shape)
    copySubsampled(large: dx, small: dy, stride: stride, sources) { large, small in
      (dx.storage.pointer + large).update(from: dy.pointer + small, count: lanes)
    }
    return dx
  }

  private static func copySubsampled(
    large: Activations, small: Activations, stride: Int, _ sources: [Int?],
    _ copy: (Int, Int) -> Void
  ) {
    small.forEachChannel { block, channel, base in
      guard let source = sources[channel] else { return }
      let at = block * large.blockSize + source * large.shape.area * lanes
      for row in 0..<small.shape.height {
        for column in 0..<small.shape.width {
          copy(
            at + (row * stride * large.shape.width + column * stride) * lanes,
            base + (row * small.shape.width + column) * lanes)
        }
      }
    }
  }
}
