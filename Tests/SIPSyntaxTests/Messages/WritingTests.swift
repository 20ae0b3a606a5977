import Testing

import SIPSyntax

@Suite("Writing messages")
struct WritingTests {
  @Test(
    "what was read reads the same after writing",
    arguments: [SampleMessages.invite, SampleMessages.ok, SampleMessages.register])
  func roundTrip(_ text: String) throws {
    let message = try SIPMessage.parse(datagram: SampleMessages.wire(text))
    #expect(try SIPMessage.parse(datagram: try message.serialized()) == message)
  }

  @Test("a request is written line by line, Content-Length counted")
  func exactText() throws {
    var to = NameAddress(uri: .tel(TelephoneURI(number: "+1-201-555-0123")))
    to.tag = "t"
    var headers = HeaderFields()
    headers.append(.contentLength, "77")
    headers.append(HeaderName("x-note"), "one; two")
    let request = SIPRequest(
      method: .bye, uri: .sip(SIPURI(user: "a b", host: "2001:db8::1", port: 5070)),
      vias: [Via(transport: "UDP", host: "2001:db8::2")],
      from: NameAddress(displayName: "A \"B\"", uri: .sip(SIPURI(secure: true, host: "h"))), to: to, callID: "c",
      cseq: CSeq(number: 2, method: .bye), headers: headers, body: [0x61, 0x62])
    let text = """
      BYE sip:a%20b@[2001:db8::1]:5070 SIP/2.0
      Via: SIP/2.0/UDP [2001:db8::2]
      From: "A \\"B\\"" <sips:h>
      To: <tel:+1-201-555-0123>;tag=t
      Call-ID: c
      CSeq: 2 BYE
      X-Note: one; two
      Content-Length: 2

      ab
      """
    #expect(try request.serialized() == SampleMessages.wire(text))
  }

  static let place = NameAddress(uri: .sip(SIPURI(host: "h")))

  /// A response into which one value is put at every place in turn.
  static let places: [(String, @Sendable (inout SIPResponse, String) -> Void)] = [
    ("reason", { $0.reason = $1 }),
    ("callID", { $0.callID = "a" + $1 }),
    ("display name", { $0.from.displayName = $1 }),
    ("From tag", { $0.from.tag = $1 }),
    ("From parameter name", { $0.from.parameters.set("p" + $1, nil) }),
    ("host", { $0.to.uri = .sip(SIPURI(host: "h" + $1)) }),
    ("other URI", { $0.to.uri = .other(scheme: "x", opaque: "o" + $1) }),
    ("other scheme", { $0.to.uri = .other(scheme: "x" + $1, opaque: "o") }),
    ("telephone number", { $0.to.uri = .tel(TelephoneURI(number: "1" + $1)) }),
    ("Via host", { $0.vias[0].host = "h" + $1 }),
    ("Via transport", { $0.vias[0].transport = "UDP" + $1 }),
    ("branch", { $0.vias[0].branch = "b" + $1 }),
    ("received", { $0.vias[0].received = "r" + $1 }),
    ("CSeq method", { $0.cseq.method = Method(rawValue: "M" + $1) }),
    ("header value", { $0.headers.append(.subject, "v" + $1) }),
    ("header name", { $0.headers.append(HeaderName("n" + $1), "v") }),
  ]

  @Test("a value with CR, LF or NUL is never written, wherever it stands", arguments: ["\r\n", "\n", "\r", "\0"])
  func injection(_ evil: String) {
    for (name, put) in Self.places {
      var response = SIPResponse(
        status: .ok, reason: "OK", vias: [Via(transport: "UDP", host: "h")], from: Self.place, to: Self.place,
        callID: "c", cseq: CSeq(number: 1, method: .options))
      #expect(throws: Never.self, "\(name)") { try response.serialized() }
      put(&response, evil + "X-Evil: 1")
      #expect(throws: SIPWriteError.self, "\(name)") { try response.serialized() }
    }
  }

  /// A request into which one value is put at every place in turn; the places of users are escaped instead.
  static let requestPlaces: [(String, @Sendable (inout SIPRequest, String) -> Void)] = [
    ("method", { $0.method = Method(rawValue: "M" + $1) }),
    ("Request-URI host", { $0.uri = .sip(SIPURI(host: "h" + $1)) }),
    ("tel Request-URI", { $0.uri = .tel(TelephoneURI(number: "1" + $1)) }),
    ("other Request-URI", { $0.uri = .other(scheme: "x", opaque: "o" + $1) }),
    ("To display name", { $0.to.displayName = $1 }),
    ("To tag", { $0.to.tag = $1 }),
    ("To parameter value", { $0.to.parameters.set("p", "v" + $1) }),
    ("second Via", { $0.vias.append(Via(transport: "UDP", host: "h" + $1)) }),
    ("Route", { $0.headers.append(.route, "<sip:h" + $1 + ">") }),
    ("Refer-To", { $0.headers.append(.referTo, "<sip:1@h" + $1 + ">") }),
    ("Reason", { $0.headers.append(.reason, "SIP;cause=200;text=\"" + $1 + "\"") }),
    ("User-Agent", { $0.headers.append(.userAgent, $1) }),
    ("Contact", { $0.headers.append(.contact, "<sip:1@h" + $1 + ">") }),
  ]

  @Test("no value of a request breaks its line either", arguments: ["\r\n", "\n", "\r", "\0"])
  func requestInjection(_ evil: String) {
    for (name, put) in Self.requestPlaces {
      var request = SIPRequest(
        method: .refer, uri: .sip(SIPURI(host: "h")), vias: [Via(transport: "UDP", host: "h")], from: Self.place,
        to: Self.place, callID: "c", cseq: CSeq(number: 1, method: .refer))
      #expect(throws: Never.self, "\(name)") { try request.serialized() }
      put(&request, evil + "X-Evil: 1")
      #expect(throws: SIPWriteError.self, "\(name)") { try request.serialized() }
    }
  }

  @Test("what is escaped in one URI stays escaped when it is written again: a Refer-To cannot end its line")
  func escapedLineBreak() throws {
    let wish = try NameAddress(parsing: "<sip:1%0D%0AX-Evil%3A%201@h;method=INVITE?Subject=a%0d%0aX-Evil:%201>")
    #expect(wish.uri.user == "1\r\nX-Evil: 1")
    var request = SIPRequest(
      method: .invite, uri: wish.uri, vias: [Via(transport: "UDP", host: "h")], from: Self.place, to: wish,
      callID: "c", cseq: CSeq(number: 1, method: .invite))
    request.headers.append(.referTo, wish.text)
    let lines = String(decoding: try request.serialized(), as: UTF8.self).split(separator: "\r\n")
    #expect(!lines.contains { $0.hasPrefix("X-Evil") })
    #expect(lines.count == 8)
  }

  @Test("a user may hold anything: it is escaped")
  func escapedUser() throws {
    var request = SIPRequest(
      method: .options, uri: .sip(SIPURI(user: "a\r\nX-Evil: 1\0<>;?@", host: "h")),
      vias: [Via(transport: "UDP", host: "h")], from: Self.place, to: Self.place, callID: "c",
      cseq: CSeq(number: 1, method: .options))
    request.to.uri = request.uri
    let octets = try request.serialized()
    #expect(!String(decoding: octets, as: UTF8.self).contains("\r\nX-Evil"))
    #expect(try SIPMessage.parse(datagram: octets) == .request(request))
  }

  @Test("a parameter that is no token is quoted, so that it stays one parameter")
  func quotedParameter() throws {
    var party = Self.place
    party.tag = "a;b=\"c\",<d>"
    #expect(party.text == #"<sip:h>;tag="a;b=\"c\",<d>""#)
    #expect(try NameAddress(parsing: party.text) == party)
  }

  @Test("a response copies Via, From, To, Call-ID and CSeq, and a tag only where there is none (RFC 3261 §8.2.6.2)")
  func response() throws {
    let message = try SIPMessage.parse(datagram: SampleMessages.wire(SampleMessages.invite))
    var request = try #require(message.request)
    request.headers.append(.timestamp, "54")
    let ringing = request.response(.ringing, toTag: "t1")
    #expect(ringing.vias == request.vias)
    #expect(ringing.from == request.from)
    #expect(ringing.to.tag == "t1")
    #expect(ringing.callID == request.callID)
    #expect(ringing.cseq == request.cseq)
    #expect(ringing.headers.isEmpty)
    #expect(ringing.reason == "Ringing")
    let trying = request.response(.trying, toTag: "t1")
    #expect(trying.to.tag == nil)
    #expect(trying.headers[first: .timestamp] == "54")
    request.to.tag = "theirs"
    #expect(request.response(.ok, reason: "Fine", toTag: "t1").to.tag == "theirs")
    #expect(request.response(.ok, reason: "Fine").reason == "Fine")
  }
}
