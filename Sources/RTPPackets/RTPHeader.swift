/// The fixed fields of an RTP packet (RFC 3550 §5.1), without version, padding, extension and CSRC count.
package struct RTPHeader: Hashable, Sendable {
  /// Begins a talk-spurt (RFC 3551 §4.1) or a telephone-event (RFC 4733 §2.5.1.1).
  package var marker: Bool
  /// 0 … 127; the writer takes the low seven bits.
  package var payloadType: UInt8
  package var sequence: RTPSequence
  package var timestamp: RTPTimestamp
  /// Synchronization source: who numbers and stamps these packets.
  package var ssrc: UInt32

  package init(marker: Bool, payloadType: UInt8, sequence: RTPSequence, timestamp: RTPTimestamp, ssrc: UInt32) {
    self.marker = marker
    self.payloadType = payloadType
    self.sequence = sequence
    self.timestamp = timestamp
    self.ssrc = ssrc
  }

  /// How many octets `write(into:at:)` writes.
  package static let octetCount = 12

  /// Writes the header of a packet without padding, extension and CSRC list at `offset`.
  ///
  /// The caller has seen to twelve octets of room there.
  package func write(into octets: inout MutableSpan<UInt8>, at offset: Int = 0) {
    octets[offset] = 0x80
    octets[offset + 1] = (marker ? 0x80 : 0) | (payloadType & 0x7F)
    octets[offset + 2] = UInt8(truncatingIfNeeded: sequence.rawValue >> 8)
    octets[offset + 3] = UInt8(truncatingIfNeeded: sequence.rawValue)
    Self.write(timestamp.rawValue, into: &octets, at: offset + 4)
    Self.write(ssrc, into: &octets, at: offset + 8)
  }

  private static func write(_ word: UInt32, into octets: inout MutableSpan<UInt8>, at offset: Int) {
    octets[offset] = UInt8(truncatingIfNeeded: word >> 24)
    octets[offset + 1] = UInt8(truncatingIfNeeded: word >> 16)
    octets[offset + 2] = UInt8(truncatingIfNeeded: word >> 8)
    octets[offset + 3] = UInt8(truncatingIfNeeded: word)
  }
}
