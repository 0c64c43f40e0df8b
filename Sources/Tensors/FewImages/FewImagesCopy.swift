/// Channels of one value as channels of another of the same layout, from `channel` on.
struct FewImagesJoin: FewImagesStep {
  struct Part {
    let source: Int
    let channels: Int
  }

  let parts: [Part]
  let target: Int
  let layout: FewImagesLayout

  var reads: [Int] { parts.map { $0.source } }
  var write: Int { target }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    var to = memory.at(target, image: chunk)
    for part in parts {
      let size = part.channels * layout.channelStep
      to.update(from: memory.at(part.source, image: chunk), count: size)
      to += size
    }
  }
}

/// Numbers of a value as those of another, as a `Rearrangement` says.
struct FewImagesRearrangement: FewImagesStep {
  let source: Int
  let target: Int
  private let to: FewImagesLayout
  /// By channel that comes out: where its table counts from.
  private let starts: [Int]
  /// By channel modulo their number and position: how far on.
  private let tables: [[Int]]

  init(_ rearrangement: Rearrangement, from source: FewImagesValue, to target: FewImagesValue) {
    self.source = source.number
    self.target = target.number
    to = target.layout
    let (from, area) = (source.layout, rearrangement.input.area)
    starts = rearrangement.sources.map { $0 / area * from.channelStep }
    let whole = rearrangement.tables.isEmpty ? [(0..<Int32(area)).map { $0 }] : rearrangement.tables
    tables = whole.map { table in
      table.map { Int($0) / area * from.channelStep + from.place(Int($0) % area) }
    }
  }

  var reads: [Int] { [source] }
  var write: Int { target }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    let from = memory.at(source, image: chunk)
    let image = memory.at(target, image: chunk)
    for (channel, start) in starts.enumerated() {
      tables[channel % tables.count].withUnsafeBufferPointer { table in
        let read = from + start
        var place = 0
        for row in 0..<to.height {
          let line = image + channel * to.channelStep + to.origin + row * to.pitch
          for column in 0..<to.width {
            line[column] = read[table[place]]
            place += 1
          }
        }
      }
    }
  }
}

/// A map as one vector, channel by channel.
struct FewImagesFlatten: FewImagesStep {
  let source: Int
  let target: Int
  let channels: Int
  let layout: FewImagesLayout

  var reads: [Int] { [source] }
  var write: Int { target }

  func run(_ chunk: Int, _ memory: FewImagesMemory) {
    layout.pack(
      memory.at(source, image: chunk), channels: channels, to: memory.at(target, image: chunk))
  }
}

extension FewImagesLayout {
  /// Copies the numbers of `channels` channels without what lies around them.
  func pack(
    _ from: UnsafePointer<Float>, channels: Int, to packed: UnsafeMutablePointer<Float>
  ) {
    guard !isVector else { return packed.update(from: from, count: channels) }
    for row in 0..<channels * height {
      let line = from + row / height * channelStep + origin + row % height * pitch
      (packed + row * width).update(from: line, count: width)
    }
  }

  /// The reverse of `pack`.
  func unpack(
    _ packed: UnsafePointer<Float>, channels: Int, to: UnsafeMutablePointer<Float>
  ) {
    guard !isVector else { return to.update(from: packed, count: channels) }
    for row in 0..<channels * height {
      let line = to + row / height * channelStep + origin + row % height * pitch
      line.update(from: packed + row * width, count: width)
    }
  }
}
