/// An RTP packet as a value that owns its octets (RFC 3550 §5.1): for everybody who is not in a hurry.
///
/// The media beat uses `RTPLayout` and `RTPHeader` on its own buffers instead.
package struct RTPPacket: Hashable, Sendable {
  package var header: RTPHeader
  /// The first fifteen are written.
  package var contributingSources: [UInt32]
  package var headerExtension: HeaderExtension?
  package var payload: [UInt8]
  /// Octets of padding to append, the counting octet included; 0 for none.
  package var paddingLength: UInt8

  /// A header extension with its content, which is a multiple of four octets; the writer fills up with zeros.
  package struct HeaderExtension: Hashable, Sendable {
    package var profile: UInt16
    package var content: [UInt8]

    package init(profile: UInt16, content: [UInt8]) {
      self.profile = profile
      self.content = content
    }
  }

  package init(
    header: RTPHeader, contributingSources: [UInt32] = [], headerExtension: HeaderExtension? = nil,
    payload: [UInt8], paddingLength: UInt8 = 0
  ) {
    self.header = header
    self.contributingSources = contributingSources
    self.headerExtension = headerExtension
    self.payload = payload
    self.paddingLength = paddingLength
  }

  /// Reads one datagram and copies its parts.
  package static func parse(_ octets: [UInt8]) throws(RTPParseError) -> RTPPacket {
    let layout = try RTPLayout.parse(octets.span)
    let sources = stride(from: layout.contributingSources.lowerBound, to: layout.contributingSources.upperBound, by: 4)
    return RTPPacket(
      header: layout.header,
      contributingSources: sources.map { RTPLayout.word32(octets.span, at: $0) },
      headerExtension: layout.headerExtension.map {
        HeaderExtension(profile: $0.profile, content: Array(octets[$0.content]))
      },
      payload: Array(octets[layout.payload]),
      paddingLength: UInt8(truncatingIfNeeded: layout.paddingLength))
  }

  /// The packet's octets as they go onto the wire.
  package func serialized() -> [UInt8] {
    var octets = [UInt8](repeating: 0, count: RTPHeader.octetCount)
    var span = octets.mutableSpan
    header.write(into: &span)
    let sources = contributingSources.prefix(15)
    octets[0] |= UInt8(sources.count) | (headerExtension == nil ? 0 : 0x10) | (paddingLength == 0 ? 0 : 0x20)
    for source in sources { Self.append(source, to: &octets) }
    if let headerExtension {
      let words = min((headerExtension.content.count + 3) / 4, Int(UInt16.max))
      Self.append(UInt32(headerExtension.profile) << 16 | UInt32(words), to: &octets)
      octets += headerExtension.content.prefix(words * 4)
      octets += Array(repeating: 0, count: max(0, words * 4 - headerExtension.content.count))
    }
    octets += payload
    if paddingLength > 0 { octets += Array(repeating: 0, count: Int(paddingLength) - 1) + [paddingLength] }
    return octets
  }

  private static func append(_ word: UInt32, to octets: inout [UInt8]) {
    withUnsafeBytes(of: word.bigEndian) { octets.append(contentsOf: $0) }
  }
}
