internal import CALSA
internal import Glibc

/// Why a sound card cannot be used; the message says what its owner can do about it.
package struct SoundCardError: Error, Sendable, Equatable {
  package enum Code: Sendable, Hashable {
    /// No card has this name.
    case unknown
    /// Another program has it.
    case busy
    /// This user may not use it.
    case notPermitted
    /// It takes none of the forms of audio that we make.
    case unsuitable
    /// It was there and is gone, or does not go on.
    case lost
  }

  package let code: Code
  /// Whether it is the loudspeaker or the microphone.
  package let direction: SoundDevice.Direction
  package let message: String
  /// ALSA's number for what happened.
  package let cause: Int32

  /// What the library said when it was to open the card.
  static func opening(_ name: String, _ direction: SoundDevice.Direction, _ number: Int32) -> SoundCardError {
    let reason = text(number)
    switch -number {
    case EBUSY:
      return SoundCardError(
        code: .busy, direction: direction,
        message: "the sound card `\(name)` is in use by another program: end that one, or name another card",
        cause: number)
    case EACCES, EPERM:
      return SoundCardError(
        code: .notPermitted, direction: direction,
        message: "the sound card `\(name)` may not be used: add this user to the group `audio` (\(reason))",
        cause: number)
    default:
      let list = direction == .playback ? "aplay -L" : "arecord -L"
      return SoundCardError(
        code: .unknown, direction: direction,
        message: "no sound card `\(name)`: \(reason); `\(list)` lists them", cause: number)
    }
  }

  static func unsuitable(_ name: String, _ direction: SoundDevice.Direction, _ number: Int32) -> SoundCardError {
    let remedy = name.hasPrefix("hw") ? "name it `plug\(name)`, which adapts it" : "put a `plug` before it"
    return SoundCardError(
      code: .unsuitable, direction: direction,
      message: "the sound card `\(name)` takes no 16-bit audio of one or two channels at 8, 16, 44.1 or 48 kHz: "
        + remedy, cause: number)
  }

  static func lost(_ name: String, _ direction: SoundDevice.Direction, _ number: Int32) -> SoundCardError {
    SoundCardError(
      code: .lost, direction: direction,
      message: "the sound card `\(name)` does not go on: \(text(number)); see that it is plugged in", cause: number)
  }

  private static func text(_ number: Int32) -> String {
    snd_strerror(number).map { String(cString: $0) } ?? "error \(-number)"
  }
}

extension SoundCardError: CustomStringConvertible {
  package var description: String { message }
}
