/// NUCLEO-U575ZI-Q: a microcontroller (Cortex-M33 at 160 MHz) running int8 networks one image at a
/// time.
enum NucleoU575 {
  static let profile = DeviceProfile.microcontroller(
    "nucleo-u575", board: "NUCLEO-U575ZI-Q", core: "Cortex-M33 at 160 MHz", round: "v1.0, 2022",
    joules: 3.051e-10,
    rate: 8.389e7)
}
