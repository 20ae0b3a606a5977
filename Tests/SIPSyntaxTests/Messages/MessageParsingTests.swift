import Testing

import SIPSyntax

@Suite("Reading messages (RFC 3261 §7)")
struct MessageParsingTests {
  @Test("an INVITE is read with everything it says")
  func invite() throws {
    let message = try SIPMessage.parse(datagram: SampleMessages.wire(SampleMessages.invite))
    let request = try #require(message.request)
    #expect(request.method == .invite)
    #expect(request.uri == .sip(SIPURI(user: "7000", host: "pbx.example.com")))
    #expect(request.vias.map(\.host) == ["192.0.2.10", "2001:db8::7", "df7jal23ls0d.invalid"])
    #expect(request.vias.map(\.port) == [5062, 5060, nil])
    #expect(request.vias.map(\.rport) == [.requested, nil, nil])
    #expect(request.vias[1].received == "2001:db8::9")
    #expect(request.from.displayName == "Ada \"Lady\" Lovelace")
    #expect(request.from.tag == "1928301774")
    #expect(request.from.uri.sip?.parameters["user"] == "phone")
    #expect(request.to.displayName == "Front Desk")
    #expect(request.to.uri.sip?.secure == true)
    #expect(request.to.tag == nil)
    #expect(request.callID == "a84b4c76e66710@192.0.2.10")
    #expect(request.cseq == CSeq(number: 314159, method: .invite))
    #expect(request.maxForwards == 70)
    #expect(try request.recordRoutes.map(\.uri.host) == ["p1.example.com", "p2.example.com", "p3.example.com"])
    #expect(
      try request.contacts.first?.parameters["+SIP.Instance"] == "<urn:uuid:00000000-0000-1000-8000-000A95A0E128>")
    #expect(request.headers[first: .subject] == "lunch, or tea")
    #expect(request.headers.elements(.allow) == ["INVITE", "ACK", "CANCEL", "BYE"])
    #expect(request.headers.mediaType == "application/sdp")
    #expect(request.body == Array("v=0\r".utf8))
  }

  @Test("a response in compact form is read")
  func response() throws {
    let message = try SIPMessage.parse(datagram: SampleMessages.wire(SampleMessages.ok))
    let response = try #require(message.response)
    #expect(response.status == .ok)
    #expect(response.reason == "OK")
    #expect(response.vias.first?.rport == .port(5062))
    #expect(response.to.tag == "a6c85cf")
    #expect(try response.contacts.first?.uri.host == "192.0.2.20")
    #expect(response.body.isEmpty)
  }

  @Test("empty lines before the start line and octets behind the body are ignored (§7.5, §18.3)")
  func surroundings() throws {
    let octets = Array("\r\n\r\n".utf8) + SampleMessages.options(adding: ["Content-Length: 3"], body: "abcdef")
    let request = try #require(try SIPMessage.parse(datagram: octets).request)
    #expect(request.body == Array("abc".utf8))
  }

  @Test("without Content-Length the body is the rest of the datagram (§18.3)")
  func unannouncedBody() throws {
    let request = try #require(try SIPMessage.parse(datagram: SampleMessages.options(body: "abc")).request)
    #expect(request.body == Array("abc".utf8))
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let octets: [UInt8]
    var status: StatusCode = .badRequest

    init(_ what: String, _ octets: [UInt8], status: StatusCode = .badRequest) {
      testDescription = what
      self.octets = octets
      self.status = status
    }

    init(_ line: String, _ text: String?, status: StatusCode = .badRequest) {
      self.init("\(line) ← \(text ?? "nothing")", SampleMessages.options(replacing: [line: text]), status: status)
    }
  }

  @Test(
    "a message that breaks the grammar is refused with the status its mistake deserves",
    arguments: [
      Broken("nothing", []),
      Broken("only empty lines", Array("\r\n\r\n".utf8)),
      Broken("start", "OPTIONS  sip:7000@pbx.example.com SIP/2.0"),
      Broken("start", "OPTIONS sip:7000@pbx.example.com  SIP/2.0"),
      Broken("start", "OPTIONS sip:7000@pbx.example.com SIP/2.0 "),
      Broken("start", "OPTIONS <sip:7000@pbx.example.com> SIP/2.0"),
      Broken("start", "OPTIONS sip:7000@pbx.example.com;a b SIP/2.0"),
      Broken("start", "OPTIONS sip:7000@pbx.example.com?Route=x SIP/2.0"),
      Broken("start", "OPTIONS 7000 SIP/2.0"),
      Broken("start", "OPT(IONS sip:a@b SIP/2.0"),
      Broken("start", "OPTIONS sip:7000@pbx.example.com HTTP/1.1"),
      Broken("start", "OPTIONS sip:7000@pbx.example.com SIP/7.0", status: .versionNotSupported),
      Broken("start", "OPTIONS sip:7000@pbx.example.com SIP/2.1", status: .versionNotSupported),
      Broken("start", "OPTIONS mailto:a@b SIP/2.0", status: .unsupportedURIScheme),
      Broken("Via", nil), Broken("From", nil), Broken("To", nil), Broken("Call-ID", nil), Broken("CSeq", nil),
      Broken("CSeq", "CSeq: 7 INVITE"), Broken("CSeq", "CSeq: 7"), Broken("CSeq", "CSeq: OPTIONS"),
      Broken("CSeq", "CSeq: 7OPTIONS"), Broken("CSeq", "CSeq: 7 OPTIONS OPTIONS"),
      Broken("Call-ID", "Call-ID:"), Broken("Call-ID", "Call-ID: a b"),
      Broken("Call-ID", "Call-ID: a\r\nCall-ID: b"), Broken("From", "From: <sip:a@b>\r\nf: <sip:a@b>"),
      Broken("To", "To: <sip:a@b>\r\nTo: <sip:a@b>;tag="), Broken("Max-Forwards", "Max-Forwards: 7\r\nMax-Forwards: 7"),
      Broken("To", "To: <sip:a@b>, <sip:c@d>"), Broken("To", "To: \"open <sip:a@b>"),
      Broken("Via", "Via: SIP/2.0/UDP 192.0.2.15;;,;,,"), Broken("Via", "Via: SIP/2.0/UDP :]"),
      Broken("Via", "Via: SIP/2.0/UDP192.0.2.1"), Broken("Via", "Via: SIP/3.0/UDP 192.0.2.1"),
      Broken("Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"),
      Broken("Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=a;branch=b"), Broken("Via", "Via: SIP/2.0/UDP 192.0.2.1,"),
      Broken("Max-Forwards", "Max Forwards: 70"), Broken("Max-Forwards", ": 70"), Broken("Max-Forwards", "Foobar"),
      Broken("start", "OPTIONS sip:a@b SIP/2.0\r\n Subject: folded start line"),
      Broken("To", "To: <sip:a\n@b>"), Broken("To", "To: <sip:a\r@b>"), Broken("To", "To: <sip:a\0@b>"),
      Broken("no empty line", Array(SampleMessages.options().dropLast(2))),
      Broken("cut in a line", Array(SampleMessages.options().prefix(60))),
    ])
  func broken(_ message: Broken) {
    #expect(refusal(of: message.octets)?.status == message.status)
  }

  @Test("an INVITE cut anywhere before its end is refused, never a trap")
  func everyPrefix() {
    let octets = SampleMessages.wire(SampleMessages.invite)
    let bodyEnd = octets.count - 1
    for length in 0..<bodyEnd {
      #expect(refusal(of: Array(octets.prefix(length))) != nil, "cut at \(length)")
    }
    #expect(refusal(of: octets) == nil)
  }

  @Test(
    "a status line is read or refused by its three digits",
    arguments: [
      ("SIP/2.0 100 Trying", 100), ("sip/2.0 699 X", 699), ("SIP/2.0 200 ", 200), ("SIP/2.0 200", 200),
      ("SIP/2.0 099 X", nil), ("SIP/2.0 700 X", nil), ("SIP/2.0 4294967301 X", nil), ("SIP/2.0 20 X", nil),
      ("SIP/2.0 200OK", nil), ("SIP/2.0  200 OK", nil), ("SIP/1.0 200 OK", nil), ("SIP/2.0 -20 X", nil),
    ])
  func statusLine(_ line: String, _ status: Int?) throws {
    let octets = SampleMessages.options(replacing: ["start": line])
    guard let status else {
      let error = try #require(refusal(of: octets))
      #expect(error.response() == nil, "a broken response is dropped")
      return
    }
    #expect(try SIPMessage.parse(datagram: octets).response?.status.rawValue == status)
  }

  @Test("the reason phrase keeps its letters")
  func reason() throws {
    let octets = SampleMessages.options(replacing: ["start": "SIP/2.0 486 занято; call later"])
    #expect(try SIPMessage.parse(datagram: octets).response?.reason == "занято; call later")
  }

  @Test("folded lines are joined by one blank, also inside quotes (§7.3.1)")
  func folding() throws {
    let octets = SampleMessages.options(
      replacing: ["From": "From:\r\n \"Ada  \r\n\t Lovelace\"\r\n <sip:a@b>\r\n  ;\r\n tag \r\n = f1"],
      adding: ["Subject: \r\n \r\n one \r\n\ttwo  ", "X-Empty:", "X-Folded-Empty:\r\n \r\n  "])
    let request = try #require(try SIPMessage.parse(datagram: octets).request)
    #expect(request.from.displayName == "Ada Lovelace")
    #expect(request.from.tag == "f1")
    #expect(request.headers[first: .subject] == "one two")
    #expect(request.headers[first: HeaderName("x-empty")] == "")
    #expect(request.headers[first: HeaderName("X-FOLDED-EMPTY")] == "")
  }

  @Test("octets that are no UTF-8 become U+FFFD and do no harm")
  func invalidText() throws {
    var subject = SampleMessages.options(adding: ["Subject: ~~"])
    let place = try #require(subject.lastIndex(of: UInt8(ascii: "~")))
    subject[place] = 0xFF
    let request = try #require(try SIPMessage.parse(datagram: subject).request)
    #expect(request.headers[first: .subject] == "~\u{FFFD}")
  }
}
