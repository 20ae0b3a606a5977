/// An INVITE of 900 octets as a trunk behind one proxy sends it.
enum InviteOfATrunk {
  private static let head = """
    INVITE sip:7000@pbx.example.com:5060 SIP/2.0
    Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK8f2e.61c77a95b0d3.1;rport
    Via: SIP/2.0/TCP 198.51.100.24:5066;branch=z9hG4bK-d8754z-4e1ac2;received=198.51.100.24
    Record-Route: <sip:192.0.2.10;lr;ftag=as58f1b2c4>
    Max-Forwards: 69
    From: "Grace Hopper" <sip:+12025550143@carrier.example.net>;tag=as58f1b2c4
    To: <sip:7000@pbx.example.com>
    Call-ID: 0b7c4a1f6e2d48d9@198.51.100.24
    CSeq: 102 INVITE
    Contact: <sip:+12025550143@198.51.100.24:5066;transport=tcp>
    User-Agent: Carrier Trunk Gateway 4.2.10
    Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, UPDATE
    Supported: timer
    P-Asserted-Identity: <sip:+12025550143@carrier.example.net>
    Content-Type: application/sdp

    """

  private static let description = """
    v=0
    o=- 20518 1 IN IP4 198.51.100.24
    s=-
    c=IN IP4 198.51.100.24
    t=0 0
    m=audio 16384 RTP/AVP 8 101
    a=rtpmap:101 telephone-event/8000
    a=fmtp:101 0-15
    a=ptime:20

    """

  /// The octets as they come from the socket.
  static let octets: [UInt8] = {
    let body = wire(description)
    return wire(head) + Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }()

  private static func wire(_ text: String) -> [UInt8] {
    text.utf8.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
  }
}
