/// The payload of a telephone-event packet: which key, how loud, how long so far (RFC 4733 §2.3).
package struct TelephoneEvent: Hashable, Sendable {
  /// 0 … 9, `*` 10, `#` 11, `A` … `D` 12 … 15, flash 16; the rest are tones of no interest here.
  package var code: UInt8
  /// The key has been released; sent three times (§2.5.1.4).
  package var isEnd: Bool
  /// Power below 0 dBm0 without its sign, 0 … 63.
  package var volume: UInt8
  /// Ticks since the packet's timestamp; 65 535 at most, longer ones come in segments (§2.5.1.3).
  package var duration: UInt16

  package init(code: UInt8, isEnd: Bool, volume: UInt8, duration: UInt16) {
    self.code = code
    self.isEnd = isEnd
    self.volume = volume
    self.duration = duration
  }

  package static let octetCount = 4

  /// Reads the event at the start of `payload`; nil when that is too short to hold one.
  package static func parse(_ octets: Span<UInt8>, payload: Range<Int>) -> TelephoneEvent? {
    guard payload.count >= octetCount, payload.upperBound <= octets.count else { return nil }
    let start = payload.lowerBound
    return TelephoneEvent(
      code: octets[start], isEnd: octets[start + 1] & 0x80 != 0, volume: octets[start + 1] & 0x3F,
      duration: RTPLayout.word16(octets, at: start + 2))
  }

  /// The four octets of the payload.
  package func serialized() -> [UInt8] {
    let high = UInt8(truncatingIfNeeded: duration >> 8)
    return [code, (isEnd ? 0x80 : 0) | (volume & 0x3F), high, UInt8(truncatingIfNeeded: duration)]
  }

  /// Writes the four octets of the payload at `offset`, where the caller has seen to the room.
  package func write(into octets: inout MutableSpan<UInt8>, at offset: Int) {
    octets[offset] = code
    octets[offset + 1] = (isEnd ? 0x80 : 0) | (volume & 0x3F)
    octets[offset + 2] = UInt8(truncatingIfNeeded: duration >> 8)
    octets[offset + 3] = UInt8(truncatingIfNeeded: duration)
  }

  /// Writes another duration into the event at the start of `payload`, where there must be one; 65 535 at most.
  package static func write(duration: Int, into octets: inout MutableSpan<UInt8>, at payload: Range<Int>) {
    guard payload.count >= octetCount, payload.upperBound <= octets.count else { return }
    let duration = UInt16(clamping: duration)
    octets[payload.lowerBound + 2] = UInt8(truncatingIfNeeded: duration >> 8)
    octets[payload.lowerBound + 3] = UInt8(truncatingIfNeeded: duration)
  }

  /// The key on a telephone's keypad, `0123456789*#ABCD`; nil for every other event.
  package var key: Character? { Self.key(of: code) }

  /// The key that an event code means; nil for every other event.
  package static func key(of code: UInt8) -> Character? {
    Int(code) < keys.count ? keys[Int(code)] : nil
  }

  /// The event code of a key; nil for what is not on a keypad.
  package static func code(of key: Character) -> UInt8? {
    keys.firstIndex(of: key).map { UInt8($0) }
  }

  private static let keys: [Character] = Array("0123456789*#ABCD")
}
