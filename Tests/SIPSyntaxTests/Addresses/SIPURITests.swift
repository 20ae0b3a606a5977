import Testing

import SIPSyntax

@Suite("SIP URIs (RFC 3261 §19.1)")
struct SIPURITests {
  struct Reading: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let uri: SIPURI?

    init(_ text: String, _ uri: SIPURI?) {
      testDescription = text
      self.uri = uri
    }
  }

  static func parameters(_ pairs: (String, String?)...) -> Parameters {
    var parameters = Parameters()
    for (name, value) in pairs { parameters.set(name, value) }
    return parameters
  }

  @Test(
    "a URI is read part by part, or refused",
    arguments: [
      Reading("sip:h", SIPURI(host: "h")),
      Reading("SIPS:a@h", SIPURI(secure: true, user: "a", host: "h")),
      Reading(
        "sip:alice:secret@atlanta.com:5070",
        SIPURI(user: "alice", password: "secret", host: "atlanta.com", port: 5070)),
      Reading("sip:a:@h", SIPURI(user: "a", password: "", host: "h")),
      Reading("sip:user;par=u%40example.net@example.com", SIPURI(user: "user;par=u@example.net", host: "example.com")),
      Reading("sip:null-%00-null@h", SIPURI(user: "null-\0-null", host: "h")),
      Reading("sip:%2525@h", SIPURI(user: "%25", host: "h")),
      Reading("sip:%C3%A9@h", SIPURI(user: "é", host: "h")),
      Reading(
        "sip:+1-212-555-1212:1234@gateway.com;user=phone",
        SIPURI(
          user: "+1-212-555-1212", password: "1234", host: "gateway.com", parameters: parameters(("user", "phone")))),
      Reading("sip:*21*7000#@h", SIPURI(user: "*21*7000#", host: "h")),
      Reading("sip:[2001:db8::10]", SIPURI(host: "2001:db8::10")),
      Reading("sip:[2001:db8::10]:5070", SIPURI(host: "2001:db8::10", port: 5070)),
      Reading("sip:[2001:db8::10:5070]", SIPURI(host: "2001:db8::10:5070")),
      Reading("sip:[::ffff:192.0.2.1]", SIPURI(host: "::ffff:192.0.2.1")),
      Reading(
        "sip:h;lr;maddr=239.255.255.1;ttl=15",
        SIPURI(host: "h", parameters: parameters(("lr", nil), ("maddr", "239.255.255.1"), ("ttl", "15")))),
      Reading("sip:h;a%3db=c%3Bd", SIPURI(host: "h", parameters: parameters(("a=b", "c;d")))),
      Reading(
        "sip:h?subject=project%20x&priority=urgent",
        SIPURI(
          host: "h",
          headers: [URIHeader(name: "subject", value: "project x"), URIHeader(name: "priority", value: "urgent")])),
      Reading(
        "sip:h;method=REGISTER?to=a%40b",
        SIPURI(
          host: "h", parameters: parameters(("method", "REGISTER")), headers: [URIHeader(name: "to", value: "a@b")])),
      Reading("sip:", nil), Reading("sip:@h", nil), Reading("sip:a@", nil), Reading("sip:a@b@c", nil),
      Reading("sip:h:", nil), Reading("sip:h:x", nil), Reading("sip:h:0", nil), Reading("sip:2001:db8::10", nil),
      Reading("sip:[2001:db8::10", nil), Reading("sip:[]", nil), Reading("sip:[h]", nil), Reading("sip::]", nil),
      Reading("sip:h;", nil), Reading("sip:h;;a", nil), Reading("sip:h;=a", nil), Reading("sip:h;a;A=1", nil),
      Reading("sip:h?", nil), Reading("sip:h?a", nil), Reading("sip:h?a=b&", nil), Reading("sip:h a", nil),
      Reading("sip:%4@h", nil), Reading("sip:%4g@h", nil), Reading("sip:%FF@h", nil), Reading("sip:a@h;b=%", nil),
      Reading("sip:a@é", nil), Reading("sip", nil), Reading("", nil), Reading(":h", nil), Reading("1sip:h", nil),
    ])
  func reading(_ reading: Reading) throws {
    let read = try? URI(parsing: reading.testDescription)
    #expect(read == reading.uri.map(URI.sip))
    guard let uri = reading.uri else { return }
    #expect(try URI(parsing: uri.text) == .sip(uri), "written and read again")
  }

  @Test("another scheme is kept as it is")
  func otherScheme() throws {
    #expect(try URI(parsing: "HTTP://www.example.com/?a=b") == .other(scheme: "http", opaque: "//www.example.com/?a=b"))
    #expect(try URI(parsing: "isbn:2983792873").text == "isbn:2983792873")
    #expect(throws: SIPParseError.self) { try URI(parsing: "isbn:") }
    #expect(throws: SIPParseError.self) { try URI(parsing: "isbn:1 2") }
  }

  /// The examples of §19.1.4.
  @Test(
    "equivalent URIs are equivalent both ways",
    arguments: [
      ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
      ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
      ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"),
      (
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"
      ),
      ("sip:alice@atlanta.com?subject=x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&Subject=x"),
    ])
  func equivalent(_ left: String, _ right: String) throws {
    let left = try #require(try URI(parsing: left).sip)
    let right = try #require(try URI(parsing: right).sip)
    #expect(left.isEquivalent(to: right))
    #expect(right.isEquivalent(to: left))
  }

  @Test(
    "different URIs differ both ways",
    arguments: [
      ("sip:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
      ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
      ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
      ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
      ("sip:carol@chicago.com;newparam=6", "sip:carol@chicago.com;newparam=5"),
      ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
      ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
      ("sip:bob@h", "sips:bob@h"), ("sip:bob@h", "sip:h"), ("sip:bob:x@h", "sip:bob@h"),
      ("sip:bob@h;maddr=a", "sip:bob@h"), ("sip:bob@h;user=phone", "sip:bob@h"),
      ("sip:%00@h", "sip:%00%00@h"),
    ])
  func different(_ left: String, _ right: String) throws {
    let left = try #require(try URI(parsing: left).sip)
    let right = try #require(try URI(parsing: right).sip)
    #expect(!left.isEquivalent(to: right))
    #expect(!right.isEquivalent(to: left))
  }
}

@Suite("tel URIs (RFC 3966)")
struct TelephoneURITests {
  @Test(
    "a number is read with its parameters, its digits without separators",
    arguments: [
      ("tel:+1-201-555-0123", "+12015550123", true, nil),
      ("TEL:+1(201)555.0123;isub=1", "+12015550123", true, nil),
      ("tel:7042;phone-context=example.com", "7042", false, "example.com"),
      ("tel:863-1234;Phone-Context=+1-914-555", "8631234", false, "+1-914-555"),
      ("tel:*21#", "*21#", false, nil),
    ])
  func reading(_ text: String, _ digits: String, _ isGlobal: Bool, _ context: String?) throws {
    guard case .tel(let uri) = try URI(parsing: text) else {
      Issue.record("no tel URI")
      return
    }
    #expect(uri.digits == digits)
    #expect(uri.isGlobal == isGlobal)
    #expect(uri.phoneContext == context)
    #expect(try URI(parsing: uri.text) == .tel(uri))
    #expect(URI.tel(uri).user == digits)
  }

  @Test(
    "what is no number is refused",
    arguments: ["tel:", "tel:+", "tel:-", "tel:1+2", "tel:++1", "tel:bob", "tel:1 2", "tel:1;", "tel:1@h", "tel:١٢"])
  func refused(_ text: String) {
    #expect(throws: SIPParseError.self) { try URI(parsing: text) }
  }
}
