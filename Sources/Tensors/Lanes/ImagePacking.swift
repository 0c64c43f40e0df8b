extension Activations {
  /// Packs chosen records into the lanes, each byte through its channel's table.
  ///
  /// - Parameters:
  ///   - source: records in `[record][channel][row][column]` order.
  ///   - tables: 256 numbers a channel.
  ///   - origin: the row and column of image `i` that land on (row, column); nil where padding is,
  ///     which reads as byte 0. Nil for records as they are.
  public static func packing(
    bytes source: [UInt8], shape: Shape, records: [Int], tables: [[Float]],
    origin: ((_ i: Int, _ row: Int, _ column: Int) -> (row: Int, column: Int)?)? = nil
  ) -> Activations {
    source.withUnsafeBufferPointer {
      packing($0.baseAddress!, records.map { $0 * shape.size }, shape, tables, origin)
    }
  }

  /// Packs records of a mapped file, each byte through its channel's table.
  ///
  /// - Parameters:
  ///   - offsets: where each record begins in `source`, in `[channel][row][column]` order.
  ///   - tables: 256 numbers a channel.
  ///   - origin: as for records in memory.
  public static func packing(
    mapped source: MappedFile, offsets: [Int], shape: Shape, tables: [[Float]],
    origin: ((_ i: Int, _ row: Int, _ column: Int) -> (row: Int, column: Int)?)? = nil
  ) -> Activations {
    precondition(offsets.allSatisfy { $0 >= 0 && $0 + shape.size <= source.count })
    return packing(source.base, offsets, shape, tables, origin)
  }

  private static func packing(
    _ source: UnsafePointer<UInt8>, _ offsets: [Int], _ shape: Shape, _ tables: [[Float]],
    _ origin: ((_ i: Int, _ row: Int, _ column: Int) -> (row: Int, column: Int)?)?
  ) -> Activations {
    let result = Activations(offsets.count, shape)
    let base = result.storage.pointer
    let blockSize = result.blockSize
    for image in offsets.indices {
      let lane = base + image / lanes * blockSize + image % lanes
      let record = source + offsets[image]
      if let origin {
        let places = map(shape, image, origin)
        for channel in 0..<shape.channels {
          let table = tables[channel]
          let plane = record + channel * shape.area
          let to = lane + channel * shape.area * lanes
          for place in 0..<shape.area {
            to[place * lanes] = table[places[place] < 0 ? 0 : Int(plane[places[place]])]
          }
        }
      } else {
        for channel in 0..<shape.channels {
          let table = tables[channel]
          for place in channel * shape.area..<(channel + 1) * shape.area {
            lane[place * lanes] = table[Int(record[place])]
          }
        }
      }
    }
    return result
  }

  /// Where each place of an image is read from; -1 for padding.
  private static func map(
    _ shape: Shape, _ image: Int, _ origin: (Int, Int, Int) -> (row: Int, column: Int)?
  ) -> [Int] {
    var places = [Int](repeating: -1, count: shape.area)
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        if let from = origin(image, row, column) {
          places[row * shape.width + column] = from.row * shape.width + from.column
        }
      }
    }
    return places
  }

  /// Packs chosen records of real numbers: `y = (x − mean) / deviation` by channel.
  public static func packing(
    reals source: [Float], shape: Shape, records: [Int], mean: [Float], deviation: [Float],
    origin: ((_ i: Int, _ row: Int, _ column: Int) -> (row: Int, column: Int)?)? = nil
  ) -> Activations {
    var result = Activations(records.count, shape)
    for image in records.indices {
      let places = origin.map { map(shape, image, $0) }
      for channel in 0..<shape.channels {
        for place in 0..<shape.area {
          let from = places?[place] ?? place
          let value =
            from < 0 ? 0 : source[records[image] * shape.size + channel * shape.area + from]
          result[image, channel * shape.area + place] =
            (value - mean[channel]) / deviation[channel]
        }
      }
    }
    return result
  }
}
