internal import RTPPackets

/// The timetable by which keys are sent to one party, one after the other, beat by beat.
///
///     idle ──press──▶ sounding: a tone of five frames, a gap of three ──▶ the next key, or idle
///                 └─▶ pausing: two seconds for each `,` or `p` ──────────▶
///
/// It says what a beat's frame is; whether that becomes telephone-events (RFC 4733 §2.5.1) or tones (ITU-T Q.23) is the
/// stream's business. A tone of 100 ms and a gap of 60 ms are heard everywhere (ITU-T Q.24 asks for 40 ms of each).
/// Nothing here allocates.
package struct KeySender: Sendable {
  /// What one frame of 20 ms is.
  package enum Frame: Sendable, Equatable {
    /// Nothing of a key: whatever else there is to send.
    case open
    /// The nth frame of the tone of the key with this code, from 0.
    case tone(code: UInt8, frame: Int)
    /// The nth frame of the gap behind that key, from 0.
    case gap(code: UInt8, frame: Int)
  }

  private enum State: Sendable {
    case idle
    /// The frames that have been sent.
    case sounding(code: UInt8, frames: Int)
    /// The frames that are left.
    case pausing(frames: Int)
  }

  /// Frames of one tone: 100 ms.
  package static let toneFrames = 5
  /// Frames of silence behind it: 60 ms.
  package static let gapFrames = 3
  /// Frames of one pause: two seconds, as modems count a comma.
  package static let pauseFrames = 100
  /// Keys and pauses that may wait.
  package static let mostWaiting = 32

  private static let pauseCode = UInt8.max

  private var state = State.idle
  /// A ring of codes.
  private var waiting: InlineArray<32, UInt8> = .init(repeating: 0)
  private var first = 0
  private var count = 0

  package init() {}

  /// Whether a key is being sent, its gap included: then nothing else is. Behind the last frame of the last key another
  /// party's packets may go on at once.
  package var isSounding: Bool {
    switch state {
    case .idle, .pausing: false
    case .sounding(_, let frames):
      frames < Self.toneFrames + Self.gapFrames || (count > 0 && waiting[first] != Self.pauseCode)
    }
  }

  /// Whether anything is sent or waits.
  package var isBusy: Bool {
    switch state {
    case .idle: count > 0
    case .sounding, .pausing: true
    }
  }

  /// Takes keys, `0`–`9`, `*`, `#`, `A`–`D`, and `,` or `p` for a pause, behind those that wait. What is no key, and what
  /// finds no room, is left out.
  package mutating func press(_ keys: [Character]) {
    for key in keys where count < Self.mostWaiting {
      let isPause = key == "," || key == "p"
      guard let code = isPause ? Self.pauseCode : TelephoneEvent.code(of: key) else { continue }
      waiting[(first + count) % Self.mostWaiting] = code
      count += 1
    }
  }

  /// What the next beat's frame is, which is done with thereby.
  package mutating func beat() -> Frame {
    if case .pausing(let frames) = state, frames > 0 {
      state = .pausing(frames: frames - 1)
      return .open
    }
    if case .sounding(let code, let frames) = state, frames < Self.toneFrames + Self.gapFrames {
      return sound(code, frames)
    }
    return begin()
  }

  /// Nothing can be sent just now: a key that has begun is over; those that wait go on waiting.
  package mutating func interrupt() {
    if case .sounding = state { state = .idle }
  }

  private mutating func sound(_ code: UInt8, _ frames: Int) -> Frame {
    state = .sounding(code: code, frames: frames + 1)
    return frames < Self.toneFrames
      ? .tone(code: code, frame: frames) : .gap(code: code, frame: frames - Self.toneFrames)
  }

  private mutating func begin() -> Frame {
    guard count > 0 else {
      state = .idle
      return .open
    }
    let code = waiting[first]
    first = (first + 1) % Self.mostWaiting
    count -= 1
    guard code == Self.pauseCode else { return sound(code, 0) }
    state = .pausing(frames: Self.pauseFrames - 1)
    return .open
  }
}
