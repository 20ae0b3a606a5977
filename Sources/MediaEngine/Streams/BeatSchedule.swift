package import Timekeeping

/// When to beat: every 5 ms, for a quarter of the streams each time, at moments that never drift.
///
/// Ticks are numbered from the clock's zero. Those that come too late are run as long as no stream would have to
/// beat twice; what is older is skipped and counted, so that a process that stood still does not burst.
package struct BeatSchedule: Sendable {
  /// How the streams are spread over one beat.
  package static let phaseCount = 4
  /// One packet of a stream after the other.
  package static let period = Duration.milliseconds(20)
  package static let tick = Duration.milliseconds(5)

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
    next = Self.number(at: now) + 1
  }

  /// When the next tick is due.
  package var nextDeadline: Moment { Self.moment(of: next) }

  /// The ticks to run at `now`, which are done with thereby.
  package mutating func due(at now: Moment) -> Due {
    let last = Self.number(at: now)
    guard last >= next else { return Due(ticks: next..<next, lateBeats: 0) }
    let lateness = last - next
    let first = max(next, last - Int64(Self.phaseCount) + 1)
    next = last + 1
    return Due(ticks: first..<next, lateBeats: Int(lateness) / Self.phaseCount)
  }

  /// Starts again after the first tick after `now`, without counting what was not wanted.
  package mutating func restart(after now: Moment) {
    next = max(next, Self.number(at: now) + 1)
  }

  /// Which streams a tick is for.
  package static func phase(ofTick tick: Int64) -> Int {
    Int(tick % Int64(phaseCount))
  }

  /// The number of a stream's beat at a tick of its phase.
  package static func beat(ofTick tick: Int64) -> Int64 {
    tick / Int64(phaseCount)
  }

  /// The number of the beat that is going on.
  package static func beat(at now: Moment) -> Int64 {
    beat(ofTick: number(at: now))
  }

  private static func number(at now: Moment) -> Int64 {
    let (seconds, attoseconds) = now.sinceZero.components
    return seconds * 200 + attoseconds / 5_000_000_000_000_000
  }

  private static func moment(of tick: Int64) -> Moment {
    Moment(sinceZero: .milliseconds(tick * 5))
  }
}
