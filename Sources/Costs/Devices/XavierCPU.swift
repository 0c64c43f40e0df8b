/// The CPU of a Jetson AGX Xavier running fp32 networks with TensorFlow Lite.
enum XavierCPU {
  static let profile = DeviceProfile.board(
    "xavier-cpu", "Xavier's CPU, fp32",
    leavesOut: "batches above 1, its GPU, power modes, other software", wordBytes: 4,
    joules: (0.0005578, 3.593e-10, 3.194e-10, 3.69e-9), seconds: (3.23e-5, 8.712e10, nil, 6.569e9),
    atRest: 6.5)
}
