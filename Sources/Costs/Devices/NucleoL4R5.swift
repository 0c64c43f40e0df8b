/// NUCLEO-L4R5ZI: a microcontroller (Cortex-M4 at 120 MHz) running int8 networks one image at a
/// time.
enum NucleoL4R5 {
  static let profile = DeviceProfile.microcontroller(
    "nucleo-l4r5", board: "NUCLEO-L4R5ZI", core: "Cortex-M4 at 120 MHz", round: "v1.0, 2022",
    joules: 8.636e-10,
    rate: 5.218e7)
}
