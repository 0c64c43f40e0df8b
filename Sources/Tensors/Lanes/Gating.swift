import Kernels

/// What gates need beyond the usual operations: thresholds, means over the batch.
extension Activations {
  /// The mean of each feature over the images that count, in double precision.
  ///
  /// - Precondition: a batch of vectors.
  public func channelMeans() -> [Double] {
    precondition(shape.isVector)
    let kernels = Processor.kernels
    let masks = LaneMasks(self)
    let features = shape.channels
    let own = Storage(blocks * features)
    for block in 0..<blocks {
      for channel in 0..<features {
        own.pointer[block * features + channel] = kernels.sum(
          self.block(block) + channel * lanes, 1, masks[block])
      }
    }
    let partials = ofBatch(own, size: features)
    let sums = blockSum.joined([Double](repeating: 0, count: features)) { sums, block in
      for channel in 0..<features {
        sums[channel] += Double(partials.pointer[block * features + channel])
      }
    }
    return sums.map { $0 / Double(batchCount) }
  }

  /// `Σ_i strengths[i]/2 · (1/B) Σ (x_i − x̄_i)²` over features and images, and its gradient
  /// `strengths[i] · (x_i − x̄_i) / B`; padding lanes hold zero.
  ///
  /// - Parameter means: x̄, as `channelMeans` gives them.
  /// - Precondition: a batch of vectors.
  public func spread(
    _ strengths: [Double], around means: [Double]
  ) -> (value: Double, gradient: Activations) {
    precondition(shape.isVector && strengths.count == shape.channels)
    let gradient = Activations(count, shape)
    let share = 1 / Double(batchCount)
    let all = ofBatch
    var value = 0.0
    for (channel, strength) in strengths.enumerated() where strength != 0 {
      for image in 0..<all.count {
        let difference = Double(all.pointer[place(image, channel)]) - means[channel]
        value += strength / 2 * difference * difference * share
      }
      for image in 0..<count {
        let at = place(image, channel)
        let difference = Double(storage.pointer[at]) - means[channel]
        gradient.storage.pointer[at] = Float(strength * difference * share)
      }
    }
    return (value, gradient)
  }

  /// Where a feature of an image lies.
  private func place(_ image: Int, _ channel: Int) -> Int {
    image / lanes * blockSize + channel * lanes + image % lanes
  }

  /// Vectors that are the same for every image; padding lanes hold zero.
  public static func constant(by values: [Float], count: Int) -> Activations {
    let result = Activations(count, Shape(values.count))
    for image in 0..<count {
      let lane = result.storage.pointer + image / lanes * result.blockSize + image % lanes
      for (index, value) in values.enumerated() { lane[index * lanes] = value }
    }
    return result
  }

  /// 1 where the number is above 0, else 0; `forced` overrides a feature for every image.
  public func thresholded(forced: [Float?]) -> Activations {
    let result = Activations(uninitialized: count, shape)
    for block in 0..<blocks {
      for channel in 0..<shape.channels {
        let at = block * blockSize + channel * lanes
        for lane in at..<at + lanes {
          result.storage.pointer[lane] = forced[channel] ?? (pointer[lane] > 0 ? 1 : 0)
        }
      }
    }
    return result
  }

  /// The straight-through gradient past a threshold on `p = sigmoid(z)`, this batch being `p`:
  /// `dz = dg · p · (1 − p) · slope`, zero for forced features.
  public func straightThroughGradient(
    _ dg: Activations, forced: [Float?], slope: Float
  ) -> Activations {
    var dz = sigmoidGradient(dg)
    let to = dz.writable
    for block in 0..<blocks {
      for channel in 0..<shape.channels {
        let at = block * blockSize + channel * lanes
        let factor = forced[channel] == nil ? slope : 0
        for lane in at..<at + lanes { to[lane] *= factor }
      }
    }
    return dz
  }

  /// `(x + noise) / temperature`, noise logistic by (generator, image, place).
  public func withLogisticNoise(
    temperature: Float, _ generator: Generator, firstImage: Int
  ) -> Activations {
    var result = self
    let to = result.writable
    for image in 0..<count {
      let draws = generator.split(firstImage + image)
      let lane = image / lanes * blockSize + image % lanes
      for place in 0..<shape.size {
        let u = (Double(draws.bits(place) >> 11) + 0.5) * 0x1p-53
        let noise = Elementary.log(u) - Elementary.log(1 - u)
        to[lane + place * lanes] = (to[lane + place * lanes] + Float(noise)) / temperature
      }
    }
    return result
  }
}
