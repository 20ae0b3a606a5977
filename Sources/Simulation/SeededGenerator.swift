/// Chance that can be had again: the same seed gives the same numbers on every machine (SplitMix64).
///
/// For tests and rehearsals only. It is not a source of secrets: whoever sees a few numbers knows the rest.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  /// What to print when a test fails, so that the run can be had again.
  package let seed: UInt64
  private var state: UInt64

  package init(seed: UInt64) {
    self.seed = seed
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, not including, 1.
  package mutating func nextShare() -> Double {
    Double(next() >> 11) * 0x1.0p-53
  }

  /// Whether something that happens in `share` of all cases (0…1) happens this time.
  package mutating func happens(inShareOf share: Double) -> Bool {
    nextShare() < share
  }

  /// A duration from zero up to, not including, `longest`; zero when `longest` is not positive.
  package mutating func nextDuration(upTo longest: Duration) -> Duration {
    longest > .zero ? longest * nextShare() : .zero
  }
}

extension SeededGenerator: CustomStringConvertible {
  package var description: String { "seed \(seed)" }
}
