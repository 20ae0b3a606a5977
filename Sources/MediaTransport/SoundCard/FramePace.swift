internal import MediaEngine
package import Timekeeping

/// When the next 20 ms are due where the sound card does not say so by letting us wait: there is none, or it is none of
/// those that have a clock (ALSA's `null` and `file`).
///
/// A card that lets us wait for most of the time keeps the time itself, which this leaves to it. Until that is known, and
/// where it is not so, frames go out by our clock, and a card may be ahead of it by a little more than it holds.
package struct FramePace: Sendable {
  /// When the next frame would be due if nothing ran ahead.
  private var due: Moment?
  private let isOnCard: Bool
  private var hasClock = false
  /// Of the last second: frames, and how long they waited in the card.
  private var frames = 0
  private var waited = Duration.zero

  private static let second = 50
  /// How far a card may run ahead: more than it holds.
  private static let lead = Duration.milliseconds(200)
  /// From this delay on nothing is made up for.
  private static let tooLate = Duration.milliseconds(500)

  package init(isOnCard: Bool) {
    self.isOnCard = isOnCard
  }

  /// A frame has been handed over: when the next one may be, nil for at once.
  ///
  /// - Parameters:
  ///   - began: when the handing over to the card began.
  ///   - ended: now.
  package mutating func next(began: Moment, ended: Moment) -> Moment? {
    if isOnCard { judge(ended - began) }
    if hasClock {
      due = nil
      return nil
    }
    var next = (due ?? began) + BeatSchedule.period
    if ended - next > Self.tooLate { next = ended }
    due = next
    let wakeUp = isOnCard ? next - Self.lead : next
    return wakeUp > ended ? wakeUp : nil
  }

  /// A card with a clock lets us wait for nearly as long as its frames last; a busy machine does not.
  private mutating func judge(_ wait: Duration) {
    frames += 1
    waited += wait
    guard frames == Self.second else { return }
    hasClock = waited > BeatSchedule.period * Self.second / 2
    frames = 0
    waited = .zero
  }
}
