/// Raspberry Pi 4 running int8 networks with TensorFlow Lite on its four cores.
enum RaspberryPi4Int8 {
  static let profile = DeviceProfile.board(
    "raspberry-pi-4-int8", "Raspberry Pi 4, int8",
    leavesOut: "batches above 1, heat, other software, accuracy lost by int8", wordBytes: 1,
    joules: (0.0001079, 1.668e-10, 2.296e-9, 7.438e-9),
    seconds: (1.789e-5, 4.028e10, 2.517e9, 8.541e8),
    atRest: 2.8)
}
