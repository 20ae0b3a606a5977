/// The chance within one session, seeded from the endpoint's generator (SplitMix64).
package struct SessionDice: RandomNumberGenerator, Sendable, Equatable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// One of `0 ..< bound`.
  package mutating func roll(below bound: UInt64) -> UInt64 {
    next() % max(1, bound)
  }

  /// How long to wait after 491: 2.1 to 4 s when we own the Call-ID, else up to 2 s, in units of 10 ms (RFC 3261 §14.1).
  package mutating func glareDelay(ownsCallID: Bool) -> Duration {
    ownsCallID ? .milliseconds(2100 + 10 * Int64(roll(below: 191))) : .milliseconds(10 * Int64(roll(below: 201)))
  }
}
