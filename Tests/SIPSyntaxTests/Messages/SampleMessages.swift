import SIPSyntax

/// Messages written for these tests.
enum SampleMessages {
  static let invite = """
    INVITE sip:7000@pbx.example.com SIP/2.0
    Via: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK77asjd;rport
    Via: SIP/2.0/TCP [2001:db8::7]:5060;branch=z9hG4bKtop;received=2001:db8::9,
     SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKx
    Max-Forwards: 70
    From: "Ada \\"Lady\\" Lovelace" <sip:2001@example.com;user=phone>;tag=1928301774
    To: Front Desk <sips:7000@pbx.example.com:5061>
    Call-ID: a84b4c76e66710@192.0.2.10
    CSeq: 314159 INVITE
    Contact: <sip:2001@192.0.2.10:5062;ob>;+sip.instance="<urn:uuid:00000000-0000-1000-8000-000A95A0E128>";q=0.7
    Record-Route: <sip:p1.example.com;lr>, <sip:p2.example.com;lr>
    Record-Route: <sip:p3.example.com;lr>
    Allow: INVITE, ACK, CANCEL, BYE
    Subject: lunch,
      or tea
    Content-Type: application/sdp
    Content-Length: 4

    v=0

    """

  static let ok = """
    SIP/2.0 200 OK
    v: SIP/2.0/UDP 192.0.2.10:5062;branch=z9hG4bK77asjd;rport=5062;received=192.0.2.10
    f: <sip:2001@example.com>;tag=1928301774
    t: <sip:7000@pbx.example.com>;tag=a6c85cf
    i: a84b4c76e66710@192.0.2.10
    CSeq: 314159 INVITE
    m: <sip:7000@192.0.2.20>
    l: 0


    """

  static let register = """
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

  /// A text with the line ends of the wire.
  static func wire(_ text: String) -> [UInt8] {
    var octets: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\n") { octets.append(UInt8(ascii: "\r")) }
      octets.append(byte)
    }
    return octets
  }

  /// A small OPTIONS with some of its lines replaced, or left out when nil, and others added behind.
  static func options(replacing: [String: String?] = [:], adding: [String] = [], body: String = "") -> [UInt8] {
    let lines: [(String, String)] = [
      ("start", "OPTIONS sip:7000@pbx.example.com SIP/2.0"),
      ("Via", "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKab"),
      ("Max-Forwards", "Max-Forwards: 70"),
      ("From", "From: <sip:2001@example.com>;tag=f1"),
      ("To", "To: <sip:7000@pbx.example.com>"),
      ("Call-ID", "Call-ID: c1@192.0.2.10"),
      ("CSeq", "CSeq: 7 OPTIONS"),
    ]
    let kept = lines.compactMap { name, line in replacing.keys.contains(name) ? replacing[name] ?? nil : line }
    return Array((kept + adding + ["", body]).joined(separator: "\r\n").utf8)
  }
}

extension SIPMessage {
  /// The request, when it is one.
  var request: SIPRequest? {
    if case .request(let request) = self { request } else { nil }
  }

  /// The response, when it is one.
  var response: SIPResponse? {
    if case .response(let response) = self { response } else { nil }
  }
}

/// Reads octets and gives the error, if there is one.
func refusal(of octets: [UInt8]) -> SIPParseError? {
  do throws(SIPParseError) {
    _ = try SIPMessage.parse(datagram: octets)
    return nil
  } catch {
    return error
  }
}

/// A generator whose numbers follow from its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
