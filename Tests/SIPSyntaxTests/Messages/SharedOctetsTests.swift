import Testing

import SIPSyntax

@Suite("Values that stay in their message")
struct SharedOctetsTests {
  private static let longHost = "very-long-name-of-a-host.example.com"

  private static func options(_ lines: [String], padding: Int = 0) throws -> SIPRequest {
    let octets = SampleMessages.options(adding: lines, body: String(repeating: "x", count: padding))
    guard case .request(let request) = try SIPMessage.parse(datagram: octets) else { throw NoRequest() }
    return request
  }

  private struct NoRequest: Error {}

  @Test("a value is equal to the same value made by hand, and has the same hash")
  func equalToMadeByHand() throws {
    let parsed = try #require(
      try URI(parsing: "sip:someone-with-a-long-name@\(Self.longHost):5070;transport=tcp;lr").sip)
    var made = SIPURI(user: "someone-with-a-long-name", host: Self.longHost, port: 5_070)
    made.parameters.set("transport", "tcp")
    made.parameters.set("lr", nil)
    #expect(parsed == made && parsed.hashValue == made.hashValue)
    #expect(parsed.text == made.text)
    made.parameters.remove("lr")
    #expect(parsed != made)
  }

  @Test("messages of any length read the same: a long one is copied, a short one is not")
  func longAndShort() throws {
    let line = "Contact: <sip:someone-with-a-long-name@\(Self.longHost);transport=tcp>;expires=60"
    let short = try Self.options([line])
    let long = try Self.options([line], padding: 10_000)
    #expect(try short.contacts == long.contacts)
    #expect(short.from == long.from && short.vias == long.vias && short.headers == long.headers)
    #expect(short.from.hashValue == long.from.hashValue)
  }

  @Test("a folded line and an escaped NUL change nothing that was read before or behind them")
  func folded() throws {
    let folded = try Self.options([
      "Subject: one\r\n two\r\n\tthree", "X-Quoted: \"a\\\0b\"", "Server: somebody/1.0 of here",
    ])
    #expect(folded.headers[first: .subject] == "one two three")
    #expect(folded.headers[first: HeaderName("X-Quoted")] == "\"a\\?b\"")
    #expect(folded.headers[first: .server] == "somebody/1.0 of here")
    #expect(folded.from.tag == "f1" && folded.callID == "c1@192.0.2.10")
  }

  @Test("changing one value leaves its copies alone")
  func copies() throws {
    let request = try Self.options([])
    var copy = request
    copy.from.tag = "other"
    copy.vias[0].received = "192.0.2.77"
    copy.callID = "another"
    copy.headers.set(.maxForwards, "5")
    #expect(request.from.tag == "f1" && request.vias[0].received == nil)
    #expect(request.callID == "c1@192.0.2.10" && request.maxForwards == 70)
    #expect(copy.from.tag == "other" && copy.vias[0].received == "192.0.2.77" && copy.maxForwards == 5)
  }

  @Test(
    "parameters are written as they came, whether they needed a closer look or not",
    arguments: [
      ";a=b;c", ";a=\"b c\";d", ";A=b;a2=c", ";x=[2001:db8::1]:5", ";p1;p2;p3;p4;p5;p6;p7;p8;p9;p10", ";a=b=c",
      ";lr;transport=TCP;maddr=192.0.2.1;ttl=1;method=INVITE;user=phone;ob;x",
    ])
  func parameters(_ text: String) throws {
    let address = try NameAddress(parsing: "<sip:h>\(text)")
    #expect(address.text == "<sip:h>\(text)")
    #expect(try NameAddress(parsing: address.text) == address)
  }

  @Test(
    "a parameter that comes twice is a mistake however its name is written",
    arguments: [";a;a", ";a=1;A=2", ";x;b;X=3"])
  func twice(_ text: String) {
    #expect(throws: SIPParseError("a parameter is given twice")) { try NameAddress(parsing: "<sip:h>\(text)") }
  }

  @Test(
    "a header field name is known by its letters alone",
    arguments: [
      ("vIa", "Via"), ("V", "Via"), ("CALL-ID", "Call-ID"), ("i", "Call-ID"), ("x-NEW-thing", "X-New-Thing"),
      ("Proxy-Authentication-Info", "Proxy-Authentication-Info"), ("Via ", "Via "), ("Call\rID", "Call\rid"),
      ("a-name-that-is-longer-than-thirty-two-letters", "A-Name-That-Is-Longer-Than-Thirty-Two-Letters"), ("", ""),
    ])
  func names(_ spelled: String, _ canonical: String) {
    #expect(HeaderName(spelled).canonical == canonical)
    #expect((HeaderName(spelled) == .via) == (canonical == "Via"))
  }
}
