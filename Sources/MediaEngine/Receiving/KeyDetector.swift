package import RTPPackets
package import Timekeeping

/// Makes single presses of keys out of telephone-event packets (RFC 4733 §2.5.2).
///
/// A press is known by its timestamp and event code, and is told at the first packet of it that arrives: lost
/// starts, lost ends, duplicates and the three copies of the end make no difference. A key held longer than 8 s
/// comes in segments, each with a timestamp of its own, and stays one press (§2.5.1.3).
/// Two habits of senders that the RFC forbids are understood: the timestamp moving on within a press, and every
/// press of a key carrying the same timestamp.
package struct KeyDetector: Sendable {
  private struct Press {
    var timestamp: RTPTimestamp
    var code: UInt8
    var longest: UInt16
    var isEnded: Bool
    var lastSeen: Moment
  }

  /// The latest presses, so that a packet overtaken by the next press is not taken for a third.
  private var presses: InlineArray<4, Press?> = .init(repeating: nil)
  private var latest = 0
  /// The events' clock.
  package var clock = RTPClock.telephone

  /// A press that begins again after this much quiet is another one, though its timestamp be the same.
  private static let quiet = Duration.milliseconds(250)
  /// The next segment of a held key follows at once.
  private static let segmentGap = Duration.seconds(1)

  package init() {}

  /// The key that `event` is the first sign of; nil when the press is known or the event is not a key.
  package mutating func key(in event: TelephoneEvent, _ header: RTPHeader, at now: Moment) -> Character? {
    guard let key = event.key else { return nil }
    for index in presses.indices {
      guard let press = presses[index], press.timestamp == header.timestamp, press.code == event.code else { continue }
      let beginsAgain = !event.isEnd && event.duration <= press.longest && now - press.lastSeen > Self.quiet
      presses[index] = Press(
        timestamp: press.timestamp, code: press.code,
        longest: beginsAgain ? event.duration : max(press.longest, event.duration),
        isEnded: beginsAgain ? false : press.isEnded || event.isEnd, lastSeen: now)
      return beginsAgain ? key : nil
    }
    let isContinued = continuesLatest(event, header, at: now)
    if !isContinued { latest = (latest + 1) % presses.count }
    presses[latest] = Press(
      timestamp: header.timestamp, code: event.code, longest: event.duration, isEnded: event.isEnd, lastSeen: now)
    return isContinued ? nil : key
  }

  private func continuesLatest(_ event: TelephoneEvent, _ header: RTPHeader, at now: Moment) -> Bool {
    guard let press = presses[latest], press.code == event.code, !press.isEnded else { return false }
    let ticks = press.timestamp.distance(to: header.timestamp)
    let isNextSegment = (60_000...66_000).contains(ticks) && now - press.lastSeen < Self.segmentGap
    // No finger and no dialler presses the same key twice within 80 ms.
    let isRestamped = (1...clock.rate * 8 / 100).contains(ticks) && !header.marker && event.duration > press.longest
    return isNextSegment || isRestamped
  }
}
