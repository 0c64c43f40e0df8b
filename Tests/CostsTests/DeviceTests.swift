import Costs
import Foundation
import Testing

@Suite struct DeviceTests {
  @Test func everyFileOfTheFolderIsListed() throws {
    let here = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    let folder = here.appending(path: "../../Sources/Costs/Devices").standardizedFileURL
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(files.count == DeviceCatalog.all.count)
  }

  @Test func namesAreSortedAndTypeable() {
    let names = DeviceCatalog.names
    #expect(names == names.sorted())
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") })
      #expect(DeviceCatalog.find(name)?.name == name)
    }
    #expect(DeviceCatalog.find("abacus") == nil)
  }

  @Test func theDefaultIsOneFixedProfile() {
    #expect(DeviceCatalog.standard.name == "horowitz-45nm")
    #expect(EnergyModel().device == DeviceCatalog.standard)
  }

  @Test func atLeastThreeDevicesCiteTheirEnergies() {
    let cited = DeviceCatalog.rooflines.compactMap(\.roofline).filter { form in
      [form.multiplyAdd, form.onChipWord, form.dramWord].contains {
        $0.source.contains(/(19|20)\d\d/)
      }
    }
    #expect(cited.count >= 3)
  }

  @Test(arguments: DeviceCatalog.all)
  func everyConstantHasAPlausibleValueAndASource(device: DeviceProfile) {
    #expect(!device.summary.isEmpty)
    for (name, figure) in device.constants {
      #expect(figure.value > 0 && figure.value.isFinite, "\(device.name): \(name)")
      #expect(figure.source.count > 15, "\(device.name): \(name)")
      if figure.kind != .assumed {
        // A citation names a year, or a standard by its number.
        #expect(figure.source.contains(/(19|20)\d\d|JESD/), "\(device.name): \(name)")
      }
    }
  }

  /// Positive, finite, sourced, in their units, dearer and larger the further away.
  @Test(arguments: DeviceCatalog.all)
  func everyProfileIsSound(device: DeviceProfile) throws {
    try device.validate()
    #expect(device.leavesOut.count > 20)
    #expect(device.leavesOut.count <= 84, "\(device.name): one line")
    guard let form = device.roofline else { return }
    #expect(form.onChipWord.value < form.dramWord.value)
    // A microcontroller spends more on an instruction than on a byte from its flash.
    #expect(form.multiplyAdd.value < form.dramWord.value || device.name == "microcontroller")
  }

  @Test func theDevicesThatWereAskedFor() {
    for name in [
      "horowitz-45nm", "eyeriss-65nm", "microcontroller", "phone-core", "desktop-cpu",
      "server-core", "datacentre-gpu", "eyeriss-65nm-array", "nucleo-h7a3", "nucleo-l4r5",
      "nucleo-u575", "ek-ra6m4", "raspberry-pi-4-fp32", "raspberry-pi-4-int8", "odroid",
      "xavier-cpu", "gpu-320w", "rtx-6000-training",
    ] {
      #expect(DeviceCatalog.find(name) != nil, "\(name)")
    }
  }

  @Test func assumptionsAreNamed() {
    #expect(DeviceCatalog.find("laptop-cpu")?.citations.isEmpty == true)
    #expect(DeviceCatalog.standard.assumedConstants.contains("static power"))
    #expect(!DeviceCatalog.standard.assumedConstants.contains("multiply-add"))
    #expect(DeviceCatalog.standard.citations.contains { $0.contains("Horowitz") })
    #expect(!EnergyModel().source.contains("assumed"))
    let jetson = EnergyModel(DeviceCatalog.find("jetson-nano") ?? DeviceCatalog.standard)
    #expect(jetson.source.contains("9 of 10 constants assumed; LPDDR4"))
  }
}
