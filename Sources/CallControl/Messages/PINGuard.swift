package import Timekeeping

/// What stands against one account's PIN, or against whoever keys PINs from one source: wrong PINs of late, and a lock.
///
/// Time is that of the calendar, because what is counted outlives a restart. While a lock holds nothing more is counted,
/// so that whoever goes on guessing cannot keep an owner out for ever. A right PIN takes nothing back: else everybody who
/// knows one would buy guesses at the others with it.
package struct PINGuard: Sendable, Hashable {
  /// How often somebody may guess.
  package struct Limits: Sendable, Hashable {
    /// Wrong PINs within `window` before a lock.
    package var failures = 5
    package var window = Duration.seconds(15 * 60)
    /// The first lock; each further one is twice as long.
    package var lock = Duration.seconds(15 * 60)
    /// The longest lock, and how long after one it is remembered how many there were.
    package var longestLock = Duration.seconds(24 * 3600)

    package init() {}
  }

  /// When PINs were wrong, the oldest first; fewer than make a lock.
  package private(set) var wrong: [WallTime]
  /// How many locks there have been, one soon after the other.
  package private(set) var locks: Int
  package private(set) var lockedUntil: WallTime?

  package init(wrong: [WallTime] = [], locks: Int = 0, lockedUntil: WallTime? = nil) {
    self.wrong = wrong
    self.locks = locks
    self.lockedUntil = lockedUntil
  }

  package func isLocked(at now: WallTime) -> Bool { lockedUntil.map { now < $0 } ?? false }

  /// A PIN was wrong.
  package mutating func noteWrong(at now: WallTime, _ limits: Limits = Limits()) {
    guard !isLocked(at: now) else { return }
    // What the calendar says to lie ahead counts, too: setting a clock back is no way out.
    wrong = wrong.filter { now - $0 < limits.window } + [now]
    guard wrong.count >= limits.failures else { return }
    wrong = []
    let isSoon = lockedUntil.map { now - $0 < limits.longestLock } ?? false
    locks = isSoon ? locks + 1 : 1
    // Sixteen doublings are more than the longest one, and do not overflow.
    lockedUntil = now + min(limits.lock * (1 << min(locks - 1, 16)), limits.longestLock)
  }

  /// Judges one try, and counts it unless it opens.
  ///
  /// A right PIN during a lock counts, and is answered, as a wrong one. What a locked source tries is not held against
  /// the account.
  ///
  /// - Parameter isRight: whether the PIN is the account's; false for an account that there is not.
  /// - Returns: whether it opens.
  package static func judge(
    isRight: Bool, account: inout PINGuard, source: inout PINGuard, at now: WallTime, _ limits: Limits = Limits()
  ) -> Bool {
    let isLocked = account.isLocked(at: now) || source.isLocked(at: now)
    if isRight, !isLocked { return true }
    if !source.isLocked(at: now) { account.noteWrong(at: now, limits) }
    source.noteWrong(at: now, limits)
    return false
  }
}
