/// Raspberry Pi 4 running fp32 networks with TensorFlow Lite on its four cores.
enum RaspberryPi4FP32 {
  static let profile = DeviceProfile.board(
    "raspberry-pi-4-fp32", "Raspberry Pi 4, fp32",
    leavesOut: "batches above 1 (none was measured), heat, other software", wordBytes: 4,
    joules: (0.0002333, 4.109e-10, 2.67e-9, 4.251e-9),
    seconds: (1.734e-5, 1.93e10, 2.182e9, 1.061e9),
    atRest: 2.8)
}
