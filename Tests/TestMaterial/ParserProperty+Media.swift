import RTPPackets
import SDPSessions
import Simulation

extension ParserProperty {
  /// A session description (RFC 8866) and what becomes of it as an offer or an answer (RFC 3264 §6): every answer of ours
  /// has the offer's media in their order, with formats of the offer, and can be read.
  package static let sdp = ParserProperty(
    "SDP",
    seeds: [
      """
      v=0
      o=- 1 1 IN IP4 192.0.2.10
      s=-
      c=IN IP4 192.0.2.10
      t=0 0
      m=video 5000 RTP/AVP 31
      a=rtpmap:31 H261/90000
      m=audio 40000 RTP/AVP 8 0 101
      c=IN IP4 192.0.2.11
      a=rtpmap:8 PCMA/8000/1
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-16
      a=ptime:20
      a=sendonly

      """,
      """
      v=0
      o=- 1 1 IN IP6 2001:db8::1
      s=-
      c=IN IP4 192.0.2.10
      t=0 0
      m=audio 40000 RTP/SAVP 0
      a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4
      a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz

      """,
    ].map(SeedMessages.wire),
    fragments: [
      "\r\n", "\n", "\r", "\0", " ", "=", ":", "/", "m=audio 1 RTP/AVP 0\r\n", "c=IN IP4 0.0.0.0\r\n", "a=", "é",
      "99999999999999999999", "-1", "a=inactive\r\n", "a=crypto:1 ", " inline:", "|2^31|", "RTP/SAVP",
      "a=rtpmap:0 PCMU/8000\r\n", "255.255.255.255",
    ]
  ) { octets in
    if let description = try? SessionDescription.parse(octets) {
      guard (try? SessionDescription.parse(description.serialized())) == description else {
        return "reads otherwise after writing"
      }
    }
    var offering = negotiation
    _ = offering.offer()
    _ = try? offering.accept(answer: octets)
    for var answering in [negotiation, protectedNegotiation] {
      guard let (answer, agreed) = try? answering.answer(offer: octets) else { continue }
      if let complaint = complaint(about: answer, to: octets) { return complaint }
      if agreed.remotePort == 0 { return "sends to port 0" }
    }
    return nil
  }

  /// An RTP packet (RFC 3550 §5.1) and the telephone-event in it (RFC 4733 §2.3).
  package static let rtp = ParserProperty(
    "RTP",
    seeds: [
      [0x80, 0x00] + (0..<10) + [UInt8](repeating: 0xD5, count: 20),
      [0xB2, 0x80] + (0..<10) + (0..<8) + [0xBE, 0xDE, 0, 1, 0x10, 1, 0, 0] + [5, 0x8A, 3, 0x20] + [0, 0, 0, 4],
      [0x80, 0xE5] + (0..<10) + [5, 0x0A, 0, 0xA0],
    ], fragments: ["\0", "\u{1}", "\u{7F}", "\u{10}\u{10}"]
  ) { octets in
    guard let packet = try? RTPPacket.parse(octets), let layout = try? RTPLayout.parse(octets.span) else { return nil }
    let ranges = [layout.contributingSources, layout.payload] + (layout.headerExtension.map { [$0.content] } ?? [])
    guard ranges.allSatisfy({ $0.lowerBound >= 12 && $0.upperBound <= octets.count }) else { return "lies outside" }
    if let event = TelephoneEvent.parse(octets.span, payload: layout.payload) {
      let written = event.serialized()
      guard TelephoneEvent.parse(written.span, payload: 0..<written.count) == event else {
        return "a telephone-event reads otherwise after writing"
      }
    }
    return (try? RTPPacket.parse(packet.serialized())) == packet ? nil : "reads otherwise after writing"
  }

  /// The RTCP packets of a datagram (RFC 3550 §6).
  package static let rtcp = ParserProperty(
    "RTCP",
    seeds: [
      CompoundControl.serialized([
        .senderReport(
          ssrc: 7, SenderInformation(time: 1 << 60, timestamp: RTPTimestamp(rawValue: 160), packets: 1, octets: 160),
          [ReceptionReport(ssrc: 8, fractionLost: 1, packetsLost: -1, highestSequence: 9, jitter: 3)]),
        .sourceDescription([SourceDescription(ssrc: 7, items: [.canonicalName("phone@192.0.2.1")])]),
      ]),
      CompoundControl.serialized([.receiverReport(ssrc: 7, []), .goodbye([7, 8], reason: Array("over".utf8))]),
    ], fragments: ["\0", "\u{1}", "\u{7F}", "\0\0\0\u{4}"]
  ) { octets in
    guard let packets = try? CompoundControl.parse(octets) else { return nil }
    let known = packets.filter { if case .other = $0 { false } else { true } }
    return (try? CompoundControl.parse(CompoundControl.serialized(known))) == known
      ? nil : "reads otherwise after writing"
  }

  private static var negotiation: SessionNegotiation {
    SessionNegotiation(host: "192.0.2.100", port: 20_000, codecs: [.pcma, .pcmu], sessionIdentifier: 7)
  }

  /// The same where SRTP is spoken when it is offered (RFC 4568).
  private static var protectedNegotiation: SessionNegotiation {
    SessionNegotiation(
      host: "192.0.2.100", port: 20_000, codecs: [.pcma, .pcmu], sessionIdentifier: 7,
      srtp: SRTPTerms(demand: .optional, signallingIsSecure: true, random: SeededGenerator(seed: 1)))
  }

  private static func complaint(about answer: [UInt8], to offer: [UInt8]) -> String? {
    guard let offered = try? SessionDescription.parse(offer), let answered = try? SessionDescription.parse(answer)
    else { return "the answer cannot be read" }
    guard answered.media.map(\.kind) == offered.media.map(\.kind),
      answered.media.map(\.transport) == offered.media.map(\.transport)
    else { return "the answer has other media" }
    for (mine, theirs) in zip(answered.media, offered.media)
    where !mine.formats.allSatisfy(theirs.formats.contains) { return "the answer has formats that were not offered" }
    return answered.media.count { $0.port != 0 } == 1 ? nil : "the answer accepts not one medium"
  }
}
