import Testing

/// The tests that train and run whole networks, one after another: two cores would only take turns.
@Suite(.serialized) struct PruningSuite {}
