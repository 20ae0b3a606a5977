import Timekeeping

/// How many new sessions a second brings: at most so many, in bursts no larger (a token bucket).
struct NewSessionRate: Sendable {
  private let perSecond: Int
  private var tokens: Double
  private var last: Moment?

  init(perSecond: Int) {
    self.perSecond = perSecond
    tokens = Double(perSecond)
  }

  /// Takes one new session in, if there is room for it.
  mutating func admits(at now: Moment) -> Bool {
    if let last, now > last {
      let seconds = (now - last) / .seconds(1)
      tokens = min(Double(perSecond), tokens + seconds * Double(perSecond))
    }
    last = now
    guard tokens >= 1 else { return false }
    tokens -= 1
    return true
  }
}
