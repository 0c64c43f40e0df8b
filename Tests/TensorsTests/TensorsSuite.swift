import Testing

@testable import Tensors

/// All tests of the room run one after another, because level and threads are settings of the
/// process.
///
/// Tests of other rooms may run beside them. So in this process the settings only take values that
/// keep every digit (AVX2, AVX-512, any threads); what needs the base level, or counts allocations,
/// runs in a process of its own.
@Suite(.serialized) struct TensorsSuite {}
