/// Numbers that other processes are sending; what is sent stays where it is until they are here.
struct Arriving {
  let group: any RankExchange
  let part: Storage
  let all: Storage
  let number: Int

  /// The numbers, once they are here. It is asked once.
  func arrived() -> Storage {
    group.finish(number)
    return withExtendedLifetime(part) { all }
  }
}

/// A batch that other processes are sending.
struct ArrivingActivations {
  let numbers: Arriving
  /// Images.
  let count: Int
  let shape: Shape

  /// The batch, once it is here. It is asked once.
  func arrived() -> Activations { Activations(count, shape, sharing: numbers.arrived()) }
}
