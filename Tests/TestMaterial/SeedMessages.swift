/// Messages to begin with: between them they use every production that the parser knows.
enum SeedMessages {
  static let all: [[UInt8]] = [invite, ok, register, refusal, compact].map(wire)

  private static let invite = """
    INVITE sip:7000;par=u%40x@pbx.example.com:5060;user=phone;lr SIP/2.0
    Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK77asjd;rport
    Via: SIP/2.0/TCP [2001:db8::7]:5060;branch=z9hG4bKtop;received=2001:db8::9,
     SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKx
    Max-Forwards: 70
    From: "Ada \\"Lady\\" Lovelace" <sip:+12025550143;npdi@carrier.example.net;user=phone>;tag=1928301774
    To: Front Desk <sips:7000@pbx.example.com:5061>
    Call-ID: a84b4c76e66710@192.0.2.10
    CSeq: 314159 INVITE
    Contact: <sip:2001@192.0.2.10:5062;ob>;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";q=0.7
    Record-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>
    Allow: INVITE, ACK, CANCEL, BYE
    Subject: lunch,
      or tea
    P-Asserted-Identity: "Grace" <sip:+12025550143@carrier.example.net>, <tel:+12025550143>
    Content-Type: multipart/mixed;boundary="b1"
    Content-Length: 119

    --b1
    Content-Type: application/sdp

    v=0
    o=- 1 1 IN IP4 192.0.2.10

    --b1
    Content-Type: text/plain

    hello
    --b1--
    """

  private static let ok = """
    SIP/2.0 200 OK
    Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK77asjd;rport=5062;received=192.0.2.10
    From: <sip:2001@example.com>;tag=1928301774
    To: <sip:7000@pbx.example.com>;tag=a6c85cf
    Call-ID: a84b4c76e66710@192.0.2.10
    CSeq: 314159 INVITE
    Contact: <sip:7000@192.0.2.20;transport=tcp?Route=%3Csip:a%3E>
    Content-Length: 0


    """

  private static let register = """
    REGISTER sip:example.com SIP/2.0
    Via: SIP/2.0/UDP 192.0.2.30;branch=z9hG4bKnashds7
    Max-Forwards: 70
    To: <sip:2002@example.com>
    From: <sip:2002@example.com>;tag=456248
    Call-ID: 843817637684230@998sdasdh09
    CSeq: 1826 REGISTER
    Contact: <sip:2002@192.0.2.30>;expires=3600
    Authorization: Digest username="2002", realm="example.com", nonce="dcd98b", uri="sip:example.com",
     response="6629fae49393a05397450978507c4ef1",
     algorithm=MD5, qop=auth, nc=00000001, cnonce="0a4f113b"
    Expires: 7200
    Content-Length: 0


    """

  private static let refusal = """
    SIP/2.0 407 Proxy Authentication Required
    Via: SIP/2.0/TLS proxy.example.net;branch=z9hG4bK-1.2_3~4;maddr=192.0.2.255;ttl=16
    From: sip:2001@example.com;tag=x
    To: tel:+1-201-555-0123;tag=y
    Call-ID: b
    CSeq: 1 INVITE
    Proxy-Authenticate: Digest realm="r", nonce="n", algorithm=SHA-256, qop="auth,auth-int", stale=TRUE
    Retry-After: 18000;duration=3600
    Warning: 307 isi.edu "Session parameter 'foo' not understood"

    """

  private static let compact = """
    BYE tel:7042;phone-context=example.com SIP/2.0
    v:SIP / 2.0 / UDP first.example.com: 4000;ttl=16 ;maddr=224.2.0.1 ;branch=z9hG4bKa7c6a8dlze.1
    f: Café <sip:%61lice@example.com>; tag = 9fxced76sl
    t:<sips:bob@[::ffff:192.0.2.1]:5061>;tag=8321234356
    i:3848276298220188511@atlanta.example.com
    CSeq: 0009  BYE
    x-new-header : "value \\\\ with" <odd, pieces>
    l: 4

    v=0

    """

  /// A text with the line ends of the wire.
  static func wire(_ text: String) -> [UInt8] {
    text.utf8.flatMap { $0 == UInt8(ascii: "\n") ? [UInt8(ascii: "\r"), $0] : [$0] }
  }
}
