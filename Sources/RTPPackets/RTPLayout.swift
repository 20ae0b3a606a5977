/// Where the parts of a received RTP packet lie, read without copying or allocating (RFC 3550 §5.1, §5.3.1).
package struct RTPLayout: Hashable, Sendable {
  package var header: RTPHeader
  /// The octets of the CSRC list, four for each contributing source.
  package var contributingSources: Range<Int>
  package var headerExtension: HeaderExtension?
  /// The octets of the payload; may be empty.
  package var payload: Range<Int>
  /// How many octets of padding follow the payload, the counting octet included.
  package var paddingLength: Int

  /// The header extension of RFC 3550 §5.3.1: at most one, and its meaning is the profile's business.
  package struct HeaderExtension: Hashable, Sendable {
    package var profile: UInt16
    /// The octets after the four of the extension's own head.
    package var content: Range<Int>

    package init(profile: UInt16, content: Range<Int>) {
      self.profile = profile
      self.content = content
    }
  }

  /// Reads one datagram.
  ///
  /// Whatever the peer put into it ends in a layout whose ranges lie within `octets`, or in a `RTPParseError`.
  package static func parse(_ octets: Span<UInt8>) throws(RTPParseError) -> RTPLayout {
    try checkFixedFields(octets)
    let first = octets[0]
    var end = RTPHeader.octetCount + Int(first & 0x0F) * 4
    guard octets.count >= end else { throw .truncated }
    let sources = RTPHeader.octetCount..<end
    var headerExtension: HeaderExtension?
    if first & 0x10 != 0 {
      guard octets.count >= end + 4 else { throw .truncated }
      let start = end + 4
      end = start + Int(word16(octets, at: end + 2)) * 4
      guard octets.count >= end else { throw .truncated }
      headerExtension = HeaderExtension(profile: word16(octets, at: start - 4), content: start..<end)
    }
    var padding = 0
    if first & 0x20 != 0 {
      padding = Int(octets[octets.count - 1])
      guard padding > 0, octets.count - padding >= end else { throw .badPadding }
    }
    return RTPLayout(
      header: fixedFields(octets), contributingSources: sources, headerExtension: headerExtension,
      payload: end..<(octets.count - padding), paddingLength: padding)
  }

  /// What can be said of an SRTP packet before it is decrypted: it is long enough, and RTP by its first octets.
  package static func checkFixedFields(_ octets: Span<UInt8>) throws(RTPParseError) {
    // The shortest report, of nothing heard, is shorter than any packet of audio.
    if octets.count >= 8, octets[0] >> 6 == 2, isRTCP(secondOctet: octets[1]) { throw .isRTCP }
    guard octets.count >= RTPHeader.octetCount else { throw .truncated }
    guard octets[0] >> 6 == 2 else { throw .notVersion2 }
  }

  /// Whether the second octet of a datagram on an RTP port says RTCP: packet types 192 … 223 (RFC 5761 §4).
  package static func isRTCP(secondOctet: UInt8) -> Bool {
    192...223 ~= secondOctet
  }

  private static func fixedFields(_ octets: Span<UInt8>) -> RTPHeader {
    RTPHeader(
      marker: octets[1] & 0x80 != 0, payloadType: octets[1] & 0x7F,
      sequence: RTPSequence(rawValue: word16(octets, at: 2)),
      timestamp: RTPTimestamp(rawValue: word32(octets, at: 4)), ssrc: word32(octets, at: 8))
  }

  static func word16(_ octets: Span<UInt8>, at offset: Int) -> UInt16 {
    UInt16(octets[offset]) << 8 | UInt16(octets[offset + 1])
  }

  static func word32(_ octets: Span<UInt8>, at offset: Int) -> UInt32 {
    UInt32(word16(octets, at: offset)) << 16 | UInt32(word16(octets, at: offset + 2))
  }
}

/// Why a datagram on an RTP port is not an RTP packet.
package enum RTPParseError: Error, Hashable, Sendable {
  /// Shorter than its own header claims.
  case truncated
  /// Another protocol (STUN, DTLS) or noise.
  case notVersion2
  /// RTCP sent to the RTP port.
  case isRTCP
  /// On the RTCP port, but no report comes first.
  case notRTCP
  /// The padding is counted as nothing or as more than there is.
  case badPadding
}
