import Testing

import SIPSyntax

@Suite("Via (RFC 3261 §20.42, RFC 3581)")
struct ViaTests {
  private func read(_ text: String) throws -> [Via] {
    let octets = SampleMessages.options(replacing: ["Via": "Via: \(text)"])
    return try SIPMessage.parse(datagram: octets).request?.vias ?? []
  }

  @Test("blanks may stand between all parts")
  func blanks() throws {
    let vias = try read(
      "SIP / 2.0 / UDP\t first.example.com : 4000 ; ttl = 16 ;maddr=224.2.0.1 , sip/2.0/TLS h;branch = x")
    #expect(
      vias.map(\.text) == [
        "SIP/2.0/UDP first.example.com:4000;ttl=16;maddr=224.2.0.1", "SIP/2.0/TLS h;branch=x",
      ])
  }

  @Test(
    "received is read with and without brackets (RFC 5118 §4.5)",
    arguments: ["received=[2001:db8::9:255]", "received=2001:db8::9:255"])
  func received(_ parameter: String) throws {
    #expect(try read("SIP/2.0/UDP [2001:db8::9:1];\(parameter);branch=x").first?.received == "2001:db8::9:255")
  }

  @Test(
    "rport is a wish, a port, or nothing",
    arguments: [
      ("", nil), (";rport", .requested), (";rport=5062", .port(5062)), (";rport=0", .requested),
      (";rport=70000", .requested), (";RPORT=\"\"", .requested),
    ] as [(String, Via.RPort?)])
  func rport(_ parameter: String, _ rport: Via.RPort?) throws {
    #expect(try read("SIP/2.0/UDP h\(parameter)").first?.rport == rport)
  }

  @Test(
    "where a request came from is noted as it must be",
    arguments: [
      ("SIP/2.0/UDP 192.0.2.1;branch=x", "SIP/2.0/UDP 192.0.2.1;branch=x"),
      ("SIP/2.0/UDP 192.0.2.2;branch=x", "SIP/2.0/UDP 192.0.2.2;branch=x;received=192.0.2.1"),
      ("SIP/2.0/UDP phone.local", "SIP/2.0/UDP phone.local;received=192.0.2.1"),
      ("SIP/2.0/UDP 192.0.2.1;rport;branch=x", "SIP/2.0/UDP 192.0.2.1;rport=5071;branch=x;received=192.0.2.1"),
      ("SIP/2.0/UDP h;received=10.0.0.1;rport=1", "SIP/2.0/UDP h;received=192.0.2.1;rport=5071"),
    ])
  func note(_ before: String, _ after: String) throws {
    var via = try #require(try read(before).first)
    via.note(receivedFrom: "192.0.2.1", port: 5071)
    #expect(via.text == after)
  }
}

@Suite("Header field names (RFC 3261 §7.3.1, §7.3.3)")
struct HeaderNameTests {
  @Test(
    "case and compact form make no difference",
    arguments: [
      ("v", HeaderName.via), ("VIA", .via), ("f", .from), ("t", .to), ("i", .callID), ("call-id", .callID),
      ("m", .contact), ("c", .contentType), ("L", .contentLength), ("e", .contentEncoding), ("k", .supported),
      ("s", .subject), ("o", .event), ("r", .referTo), ("u", .allowEvents), ("x", .sessionExpires),
      ("CSEQ", .cseq), ("www-authenticate", .wwwAuthenticate), ("USER-AGENT", .userAgent), ("rack", .rAck),
      ("max-FORWARDS", .maxForwards), ("p-asserted-identity", .pAssertedIdentity), ("min-se", .minSE),
      ("proxy-authorization", .proxyAuthorization), ("record-route", .recordRoute), ("retry-after", .retryAfter),
    ])
  func folding(_ text: String, _ name: HeaderName) {
    #expect(HeaderName(text) == name)
    #expect(HeaderName(name.canonical) == name)
  }

  @Test("an unknown name is written with capitals and equals itself in any case")
  func unknown() {
    #expect(HeaderName("X-FOO-bar1").canonical == "X-Foo-Bar1")
    #expect(HeaderName("x-foo-BAR1") == HeaderName("X-Foo-Bar1"))
    #expect(HeaderName("X-Foo") != HeaderName("X-Fo"))
  }
}
