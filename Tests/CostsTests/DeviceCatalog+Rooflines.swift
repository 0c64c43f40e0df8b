import Costs

extension DeviceCatalog {
  /// The profiles whose form is a roofline.
  static let rooflines = all.filter { $0.roofline != nil }
}
