/// EK-RA6M4: a microcontroller (Cortex-M33 at 200 MHz) running int8 networks one image at a time.
enum EKRA6M4 {
  static let profile = DeviceProfile.microcontroller(
    "ek-ra6m4", board: "EK-RA6M4", core: "Cortex-M33 at 200 MHz", round: "v0.7, 2022",
    joules: 1.026e-9,
    rate: 6.948e7)
}
