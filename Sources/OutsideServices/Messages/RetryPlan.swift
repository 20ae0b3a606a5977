package import Timekeeping

/// When a message that could not be delivered is tried again: soon at first, then ever more rarely, and not for ever.
package struct RetryPlan: Sendable, Equatable {
  /// The pause after the first attempt; each further one is twice as long.
  package var first: Duration
  package var longest: Duration
  /// After so long a message is given up.
  package var patience: Duration

  package init(first: Duration = .seconds(5), longest: Duration = .seconds(3600), patience: Duration = .seconds(86_400))
  {
    self.first = first
    self.longest = longest
    self.patience = patience
  }

  /// The time of the next attempt; `nil`: it is given up.
  ///
  /// - Parameters:
  ///   - attempts: how often it has been tried, from 1.
  ///   - chance: from 0 to 1; spreads what failed together.
  package func next(afterAttempts attempts: Int, since created: WallTime, at now: WallTime, chance: Double) -> WallTime?
  {
    var pause = first
    for _ in 1..<max(1, min(attempts, 64)) where pause < longest { pause *= 2 }
    let thousandths = 800 + Int(400 * min(max(chance, 0), 1))
    let next = now + min(pause, longest) * thousandths / 1000
    return next - created > patience ? nil : next
  }
}
