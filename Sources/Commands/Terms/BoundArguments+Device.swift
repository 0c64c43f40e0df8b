import Costs
import Language
import Networks
import Notebook
import Workspaces

extension BoundArguments {
  /// The model of on= for these layers, each of which the device has to know.
  func model(
    of layers: [LayerWork], in workspace: Workspace, _ context: CommandContext,
    for purpose: DeviceProfile.Purpose = .inference
  ) throws -> EnergyModel {
    let device = try device(in: workspace, context.scope, for: purpose)
    try refuseUnmeasured(device, layers)
    return EnergyModel(device)
  }

  /// Images at once on a device: those of batch=, else those of its measurements, else 1.
  ///
  /// - Throws: where a device was measured layer by layer at another batch.
  func batch(on device: DeviceProfile) throws -> Int {
    let measured = device.measuredLayers?.batch
    guard let typed = integer("batch"), isTyped("batch") else { return measured ?? 1 }
    if let measured, measured != typed {
      throw error(
        .badValue,
        "\(device.name) was measured at batch \(measured), which says nothing of \(typed)",
        at: "batch",
        hint: "leave batch= out, or measure: benchmark layers batch=\(typed) to=FILE.device")
    }
    return typed
  }

  /// Refuses a device that was measured on other layers than these.
  func refuseUnmeasured(_ device: DeviceProfile, _ layers: [LayerWork]) throws {
    guard let missing = device.measuredLayers?.missing(layers), let first = missing.first else {
      return
    }
    let others = missing.count == 1 ? "" : " and \(missing.count - 1) more"
    throw error(
      "bad-device",
      "\(device.name) was measured on other layers: it knows none like \(first)\(others)",
      at: "on", hint: "‘benchmark layers to=FILE.device’ measures those of the network in use")
  }
}
