/// NUCLEO-H7A3ZI-Q: a microcontroller (Cortex-M7 at 280 MHz) running int8 networks one image at a
/// time.
enum NucleoH7A3 {
  static let profile = DeviceProfile.microcontroller(
    "nucleo-h7a3", board: "NUCLEO-H7A3ZI-Q", core: "Cortex-M7 at 280 MHz", round: "v1.0, 2022",
    joules: 7.081e-10,
    rate: 2.176e8)
}
