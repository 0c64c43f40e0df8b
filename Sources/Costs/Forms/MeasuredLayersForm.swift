/// Layers as a machine took them: seconds of convolutions and linear layers at several widths, and
/// lines between them.
///
/// For a layer of the table, with r channels that come in and m that go out,
///
///     seconds = bilinear interpolation of the nearest four measurements (r_i, m_j)
///     joules  = power · seconds
///
/// below the narrowest the line through the last two goes on, and nothing takes less than
/// half of the fastest one. Layers without products are taken to ride along. The table knows the
/// layers of one network at one batch; another layer is no question for it (`missing`).
public struct MeasuredLayersForm: DeviceForm, Codable {
  /// A kind of layer on maps of a size, at a grid of widths.
  public struct Entry: Hashable, Sendable, Codable {
    /// Window, maps, stride and kind; its channels are those of the widest measurement.
    public var shape: ProductShape
    /// Channels that come in, as they were measured, rising.
    public var inputs: [Double]
    /// The same of those that go out.
    public var outputs: [Double]
    /// Seconds of the batch, by inputs and then outputs.
    public var seconds: [[Double]]

    /// A grid; `seconds` has a row for each of `inputs`.
    public init(
      shape: ProductShape, inputs: [Double], outputs: [Double], seconds: [[Double]]
    ) {
      self.shape = shape
      self.inputs = inputs
      self.outputs = outputs
      self.seconds = seconds
    }

    /// Seconds of the batch at a width.
    func time(inputs reads: Double, outputs makes: Double) -> Double {
      let (row, along) = Self.place(reads, inputs)
      let (column, across) = Self.place(makes, outputs)
      func at(_ row: Int, _ column: Int) -> Double {
        seconds[min(row, inputs.count - 1)][min(column, outputs.count - 1)]
      }
      let low = at(row, column) * (1 - across) + at(row, column + 1) * across
      let high = at(row + 1, column) * (1 - across) + at(row + 1, column + 1) * across
      let least = seconds.joined().min() ?? 0
      return max(low * (1 - along) + high * along, least / 2)
    }

    /// The measurement below `width`, and how far it lies on the way to the next one.
    private static func place(_ width: Double, _ grid: [Double]) -> (Int, Double) {
      guard grid.count > 1 else { return (0, 0) }
      let index = min(max(0, (grid.firstIndex { $0 > width } ?? grid.count) - 1), grid.count - 2)
      return (index, (width - grid[index]) / (grid[index + 1] - grid[index]))
    }

    /// Whether a layer is of this kind, all but its channels alike, and no wider: a slope looks
    /// half a channel further at most.
    func covers(_ other: ProductShape) -> Bool {
      other.inputs < shape.inputs + 1 && other.outputs < shape.outputs + 1
        && shape.kind == other.kind && shape.windowHeight == other.windowHeight
        && shape.windowWidth == other.windowWidth && shape.stride == other.stride
        && shape.inputHeight == other.inputHeight && shape.inputWidth == other.inputWidth
        && (shape.kind == .depthwise || shape.groups == other.groups)
    }

    /// How far a layer's widths are from those measured; the nearest of several entries counts.
    func distance(_ other: ProductShape) -> Double {
      abs(shape.inputs - other.inputs) / shape.inputs
        + abs(shape.outputs - other.outputs) / shape.outputs
    }
  }

  /// Images at once when it was measured.
  public var batch: Int
  /// One for each kind of layer.
  public var entries: [Entry]
  /// What the machine is taken to draw.
  public var power: SourcedFigure
  /// Bytes of a number.
  public var wordBytes: SourcedFigure

  /// A table of one machine at one batch.
  public init(batch: Int, entries: [Entry], power: SourcedFigure, wordBytes: SourcedFigure) {
    self.batch = batch
    self.entries = entries
    self.power = power
    self.wordBytes = wordBytes
  }

  static let formula = "joules = power × seconds; seconds = Σ over layers of what was measured"
  static let source = "measured layer by layer at several widths, lines between them"

  var constants: [DeviceConstant] {
    [
      DeviceConstant("power", power, .watts), DeviceConstant("word size", wordBytes, .bytes),
    ]
  }

  var numberBytes: Double { wordBytes.value }

  /// The entry that knows a layer.
  private func entry(_ shape: ProductShape) -> Entry? {
    entries.filter { $0.covers(shape) }.min { $0.distance(shape) < $1.distance(shape) }
  }

  /// The layers with products that the table does not know, by name.
  public func missing(_ layers: [LayerWork]) -> [String] {
    layers.compactMap { layer in
      layer.products.flatMap { entry($0) == nil ? layer.name : nil }
    }
  }

  func charge(_ pass: LayerPass, images: Double, held: Double) -> LayerCharge {
    guard let shape = pass.products, let entry = entry(shape) else {
      return LayerCharge(energy: .zero, compute: 0, memory: 0, launch: 0)
    }
    let seconds = entry.time(inputs: shape.inputs, outputs: shape.outputs) * images / Double(batch)
    let energy = EnergyBreakdown(
      timeJoules: Joules(power.value * seconds), seconds: Seconds(seconds))
    return LayerCharge(energy: energy, compute: seconds, memory: 0, launch: 0)
  }

  func validate(_ device: String) throws(DeviceError) {
    guard (1...65_536).contains(batch) else {
      throw .notPositive(device: device, constant: "batch", value: "\(batch)")
    }
    guard (1...10_000).contains(entries.count) else {
      throw .silent(device: device, about: "any layer, or of too many")
    }
    for entry in entries {
      let grids = [entry.inputs, entry.outputs]
      let isRising = grids.allSatisfy { grid in
        (1...1000).contains(grid.count) && grid.allSatisfy((0.5...1e9).contains)
          && zip(grid, grid.dropFirst()).allSatisfy { $0 < $1 }
      }
      guard isRising, entry.seconds.count == entry.inputs.count,
        entry.seconds.allSatisfy({ $0.count == entry.outputs.count }),
        entry.shape.inputs >= (entry.inputs.last ?? 0) * 0.999,
        entry.shape.outputs >= (entry.outputs.last ?? 0) * 0.999, entry.shape.inputs <= 1e9,
        entry.shape.outputs <= 1e9, entry.shape.groups > 0
      else { throw .silent(device: device, about: "a time for each width of a layer") }
      for time in entry.seconds.joined() where !(1e-12...1e9).contains(time) {
        throw .notPositive(device: device, constant: "time of a layer", value: "\(time) s")
      }
    }
  }
}
