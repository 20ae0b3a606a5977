import SDPSessions

/// Descriptions written for these tests.
enum SampleDescriptions {
  /// A telephone's offer with some media lines; they come with CRLF.
  static func offer(
    session: [String] = ["c=IN IP4 192.0.2.10"], _ media: [String]
  ) -> [UInt8] {
    let head = ["v=0", "o=phone 12 34 IN IP4 192.0.2.10", "s=call"] + session + ["t=0 0"]
    return Array((head + media).map { $0 + "\r\n" }.joined().utf8)
  }

  static let telephone = offer([
    "m=audio 40000 RTP/AVP 9 8 0 101", "a=rtpmap:9 G722/8000", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=sendrecv",
  ])

  static func negotiation(codecs: [AudioCodec] = [.pcmu, .pcma]) -> SessionNegotiation {
    SessionNegotiation(host: "198.51.100.1", port: 20_000, codecs: codecs, sessionIdentifier: 77)
  }

  static func lines(_ octets: [UInt8]) -> [String] {
    String(decoding: octets, as: UTF8.self).split(separator: "\r\n").map(String.init)
  }
}
