/// An Odroid board running int8 networks with TensorFlow Lite on its CPU.
enum Odroid {
  static let profile = DeviceProfile.board(
    "odroid", "Odroid, CPU, int8",
    leavesOut: "batches above 1, heat, other software, accuracy lost by int8", wordBytes: 1,
    joules: (8.861e-05, 1.357e-10, 1.823e-9, 6.207e-9),
    seconds: (1.433e-5, 5.698e10, 4.062e9, 1.114e9),
    atRest: 2.3)
}
