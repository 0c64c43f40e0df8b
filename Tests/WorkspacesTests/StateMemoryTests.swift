import Tensors
import Testing

@testable import Workspaces

/// Earlier states give way to work where something bounds the process.
@Suite struct StateMemoryTests {
  @Test(arguments: [
    (MemoryBound.Kind.addressSpace, 7), (.data, 7), (.group, 4_000_000_000),
  ])
  func narrowed(_ kind: MemoryBound.Kind, _ disk: Int) {
    var states = StateMemory(Workspace(), folder: nil)
    #expect((states.memory, states.disk) == (512_000_000, 4_000_000_000))
    states.narrow(MemoryBound(kind, 1000, used: 900), holding: .init(memory: 300, disk: 7))
    #expect((states.memory, states.disk) == (200, disk))
  }

  @Test func roomEnough() {
    var states = StateMemory(Workspace(), folder: nil)
    states.narrow(MemoryBound(.machine, 1 << 40, used: 0), holding: .init())
    #expect((states.memory, states.disk) == (512_000_000, 4_000_000_000))
  }
}
