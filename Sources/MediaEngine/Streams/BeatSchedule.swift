package import Timekeeping

/// When to beat: every stream once in 20 ms, each in one of twenty phases of a millisecond, at moments that never drift.
///
/// Ticks are numbered by the milliseconds since the clock's zero. Those that come too late are run as long as no stream
/// would have to beat twice; what is older is skipped and counted, so that a process that stood still does not burst.
package struct BeatSchedule: Sendable {
  /// How the streams are spread over one beat.
  package static let phaseCount = 20
  /// One packet of a stream after the other.
  package static let period = Duration.milliseconds(20)
  package static let tick = Duration.milliseconds(1)

  /// What is to be done now.
  package struct Due: Sendable, Equatable {
    /// Numbers of the ticks to run, oldest first; at most one for each phase.
    package var ticks: Range<Int64>
    /// Whole beats of 20 ms by which the first one came too late.
    package var lateBeats: Int

    package init(ticks: Range<Int64>, lateBeats: Int) {
      self.ticks = ticks
      self.lateBeats = lateBeats
    }
  }

  private var next: Int64

  /// Begins with the first tick after `now`.
  package init(startingAfter now: Moment) {
    next = Self.tick(at: now) + 1
  }

  /// When the next tick is due.
  package var nextDeadline: Moment { Self.moment(of: next) }

  /// When the next tick is due that somebody wants; nil when nobody wants any.
  ///
  /// - Parameter isWanted: whether there are streams in a phase.
  package func nextDeadline(where isWanted: (_ phase: Int) -> Bool) -> Moment? {
    let wanted = (next..<(next + Int64(Self.phaseCount))).first { isWanted(Self.phase(ofTick: $0)) }
    return wanted.map(Self.moment)
  }

  /// The ticks to run at `now`, which are done with thereby.
  package mutating func due(at now: Moment) -> Due {
    let last = Self.tick(at: now)
    guard last >= next else { return Due(ticks: next..<next, lateBeats: 0) }
    let lateness = last - next
    let first = max(next, last - Int64(Self.phaseCount) + 1)
    next = last + 1
    return Due(ticks: first..<next, lateBeats: Int(lateness) / Self.phaseCount)
  }

  /// Starts again after the first tick after `now`, without counting what was not wanted.
  package mutating func restart(after now: Moment) {
    next = max(next, Self.tick(at: now) + 1)
  }

  /// Which streams a tick is for.
  package static func phase(ofTick tick: Int64) -> Int {
    Int(tick % Int64(phaseCount))
  }

  /// The number of the tick that is going on.
  package static func tick(at now: Moment) -> Int64 {
    let (seconds, attoseconds) = now.sinceZero.components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }

  private static func moment(of tick: Int64) -> Moment {
    Moment(sinceZero: .milliseconds(tick))
  }
}
