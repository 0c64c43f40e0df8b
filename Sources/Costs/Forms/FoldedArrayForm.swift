/// An array of units that a convolution is folded onto row by row, and the port to its buffer.
///
/// For a batch of N images through a convolution with a window of R rows, C channels in (C_g a
/// group) of side H, O out (O_g a group) of side E, M multiply-adds in all:
///
///     units   = R · E' · ⌊rows/R⌋        E' = E / ⌈E/columns⌉: outputs of a fold
///     k       = clip(K/E, 1, q·r)        channels whose sums stay in the array
///               q = min(⌊rows/R⌋, ⌊words/(16·R)⌋)   r = max(1, ⌊rows/R⌋)
///     words   = 2·N·O·E²·⌈C_g/k⌉ + N·C·H²·(⌈O_g/m⌉ + ⌈O_g/f⌉·halo)
///               halo = (E' + R − 1)/E', 1.25 where the window moves by more than 1
///     process = max(M / (units · clock · η), words · b / port)
///     seconds = s · process              s: filling and DRAM that are not hidden
///     joules  = power · seconds          of the chip; DRAM is beside it
///     DRAM    = z · (inputs · ⌈O_g/m_d⌉ + weights + outputs)
///               m_d = clip(16 · 224/E, 16, 64): filters of a pass; z: what compression leaves
///
/// Layers without products are taken to ride along. Rows and folding: Chen, Krishna, Emer, Sze,
/// JSSC 52(1), 2017; K, s, η, z, the filters of a pass and the power are fitted to what that paper
/// publishes of AlexNet's layers. Why the authors' mapping chose k as it did is not published.
public struct FoldedArrayForm: DeviceForm {
  /// Rows of the array.
  public var rows: SourcedFigure
  /// Columns of the array.
  public var columns: SourcedFigure
  /// Cycles a second.
  public var clock: SourcedFigure
  /// The share of a busy unit's cycles in which it multiplies; η.
  public var efficiency: SourcedFigure
  /// Bytes a second between buffer and array, both ways together.
  public var port: SourcedFigure
  /// Filter words that a unit stores.
  public var filterWords: SourcedFigure
  /// Channels × output rows whose sums stay in the array; K.
  public var mapping: SourcedFigure
  /// Filters that one reading of whole maps serves; m.
  public var filters: SourcedFigure
  /// Filters that one reading of a fold serves; f.
  public var foldFilters: SourcedFigure
  /// The time with filling and DRAM over that of processing; s.
  public var filling: SourcedFigure
  /// What the chip draws.
  public var power: SourcedFigure
  /// The share of DRAM traffic that compression leaves; z.
  public var compression: SourcedFigure
  /// Bytes of a word.
  public var wordBytes: SourcedFigure

  static let formula =
    "joules = power × seconds; seconds = Σ over layers s × max(multiply-adds / (units × clock × η)"
    + ", buffer bytes / port)"

  static let source =
    "rows folded onto the array as Chen, Krishna, Emer, Sze, JSSC 52(1), 2017, describe it"

  var constants: [DeviceConstant] {
    [
      DeviceConstant("rows", rows, .units), DeviceConstant("columns", columns, .units),
      DeviceConstant("clock", clock, .hertz), DeviceConstant("efficiency", efficiency, .times),
      DeviceConstant("port of the buffer", port, .bytesPerSecond),
      DeviceConstant("filter words of a unit", filterWords, .units),
      DeviceConstant("mapping constant K", mapping, .units),
      DeviceConstant("filters a reading of maps", filters, .units),
      DeviceConstant("filters a reading of folds", foldFilters, .units),
      DeviceConstant("filling", filling, .times), DeviceConstant("power", power, .watts),
      DeviceConstant("compression", compression, .times),
      DeviceConstant("word size", wordBytes, .bytes),
    ]
  }

  var numberBytes: Double { wordBytes.value }

  /// Counts move by whole groups of channels, so a slope is taken over one.
  var slopeStep: Double { 8 }

  /// What a convolution asks of the array, for a batch.
  public struct Load: Hashable, Sendable {
    /// Units that multiply.
    public var units: Double
    /// Words between buffer and array.
    public var bufferWords: Double
    /// Words to and from DRAM.
    public var dramWords: Double
    /// Seconds of arithmetic.
    public var arithmetic: Double
    /// Seconds of the port.
    public var traffic: Double
    /// The longer of the two.
    public var processing: Double { max(arithmetic, traffic) }
  }

  /// - Parameters:
  ///   - work: of one image.
  ///   - images: of the batch.
  public func load(_ shape: ProductShape, _ work: Work, images: Double) -> Load {
    let window = Double(shape.windowHeight)
    let side = (Double(shape.outputHeight) * Double(shape.outputWidth)).squareRoot()
    let outputs = images * work.outputElements
    let inputs = images * work.inputElements
    let channels = shape.inputs / shape.groups
    let filtersOfGroup = shape.outputs / shape.groups
    let fold = side / (side / columns.value).rounded(.up)
    let sets = max(1, (rows.value / window).rounded(.down))
    let units = min(rows.value * columns.value, window * fold * sets)
    let stored = max(1, (filterWords.value / (16 * window)).rounded(.down))
    let kept = min(max(mapping.value / side, 1), min(sets, stored) * sets)
    let halo = shape.stride > 1 ? 1.25 : (fold + window - 1) / fold
    func passes(_ count: Double, _ size: Double) -> Double { max(1, (count / size).rounded(.up)) }
    let words =
      2 * outputs * passes(channels, kept)
      + inputs
      * (passes(filtersOfGroup, filters.value) + passes(filtersOfGroup, foldFilters.value) * halo)
    let filtersOfPass = min(max(16 * 224 / side, 16), filters.value)
    let dram =
      compression.value
      * (inputs * passes(filtersOfGroup, filtersOfPass) + work.connections + outputs)
    return Load(
      units: units, bufferWords: words, dramWords: dram,
      arithmetic: images * work.multiplyAdds / (units * clock.value * efficiency.value),
      traffic: words * wordBytes.value / port.value)
  }

  func charge(_ pass: LayerPass, images: Double, held: Double) -> LayerCharge {
    guard let shape = pass.products else {
      return LayerCharge(energy: .zero, compute: 0, memory: 0, launch: 0)
    }
    let load = load(shape, pass.counted, images: images)
    let seconds = filling.value * load.processing
    let energy = EnergyBreakdown(
      timeJoules: Joules(power.value * seconds), seconds: Seconds(seconds),
      onChipWords: load.bufferWords, dramWords: load.dramWords)
    return LayerCharge(
      energy: energy, compute: load.arithmetic, memory: load.traffic, launch: 0)
  }
}
