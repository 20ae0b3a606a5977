/// How long to wait before the next try: twice as long after each failure, up to a limit, with some chance in it, so
/// that a thousand houses do not come back in the same second.
package struct BackOff: Sendable, Equatable {
  package let shortest: Duration
  package let longest: Duration
  private var failures = 0

  package init(shortest: Duration = .seconds(30), longest: Duration = .seconds(1800)) {
    self.shortest = shortest
    self.longest = longest
  }

  /// The wait after one more failure: within a tenth of the nominal one.
  package mutating func next(_ dice: inout SessionDice) -> Duration {
    var wait = shortest
    for _ in 0..<failures where wait < longest { wait = wait * 2 }
    wait = min(wait, longest)
    failures = min(failures + 1, 32)
    let spread = wait / 10
    return wait - spread + spread * Double(dice.roll(below: 2001)) / 1000
  }

  package mutating func reset() {
    failures = 0
  }
}
