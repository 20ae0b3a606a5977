import SIPSyntax
import Testing

@Suite("Header fields of sessions: RAck, Session-Expires, Reason, option tags")
struct SessionFieldsTests {
  @Test("RAck: the number of the response, then its CSeq", arguments: ["776656 1 INVITE", "  776656\t 1  INVITE "])
  func rAck(text: String) throws {
    let value = try RAck(parsing: text)
    #expect(value == RAck(number: 776_656, cseq: CSeq(number: 1, method: .invite)))
    #expect(value.text == "776656 1 INVITE")
  }

  @Test(
    "RAck that says something else is refused",
    arguments: [
      "", "1", "1 INVITE", "1 1", "4294967296 1 INVITE", "-1 1 INVITE", "1 2147483648 INVITE", "1 1 INVITE x",
    ])
  func brokenRAck(text: String) {
    #expect(throws: SIPParseError.self) { try RAck(parsing: text) }
  }

  @Test(
    "Session-Expires: seconds and who refreshes",
    arguments: [
      ("1800", 1800, nil), ("1800;refresher=uac", 1800, .uac), ("90 ; Refresher=UAS;x=1", 90, .uas),
      ("4294967295;refresher=nobody", 4_294_967_295, nil),
    ] as [(String, UInt32, SessionExpires.Refresher?)])
  func sessionExpires(text: String, interval: UInt32, refresher: SessionExpires.Refresher?) throws {
    let value = try SessionExpires(parsing: text)
    #expect(value == SessionExpires(interval: interval, refresher: refresher))
    #expect(try SessionExpires(parsing: value.text) == value)
  }

  @Test(
    "a Session-Expires without a number is none",
    arguments: ["", "x", "-1", "4294967296", "1800 uac", "1800;refresher="])
  func brokenSessionExpires(text: String) {
    #expect(throws: SIPParseError.self) { try SessionExpires(parsing: text) }
    var headers = HeaderFields()
    headers.append(HeaderName("x"), text)
    #expect(headers.sessionExpires == nil)
  }

  @Test("Reason: the protocol, its cause, a text for people")
  func reason() throws {
    let value = try Reason(parsing: "SIP ;cause=200 ;text=\"Call completed elsewhere\"")
    #expect(value == Reason(namespace: "SIP", cause: 200, text: "Call completed elsewhere"))
    #expect(try Reason(parsing: "Q.850;cause=16") == Reason(namespace: "Q.850", cause: 16))
    #expect(try Reason(parsing: "Preemption;cause=x") == Reason(namespace: "Preemption"))
    #expect(throws: SIPParseError.self) { try Reason(parsing: ";cause=200") }
  }

  @Test(
    "somebody else took the call only when SIP's own reason says 200",
    arguments: [
      (["SIP;cause=200"], true), (["Q.850;cause=16, sip;cause=200;text=\"a, b\""], true), (["Q.850;cause=200"], false),
      (["SIP;cause=487"], false), ([";", "SIP;cause=200"], true), ([], false), (["SIP;text=\"cause=200\""], false),
    ])
  func elsewhere(values: [String], expected: Bool) {
    var headers = HeaderFields()
    for value in values { headers.append(.reason, value) }
    #expect(headers.tellOfAnswerElsewhere == expected)
  }

  @Test("what is required is supported; case makes no difference; a longer word is another")
  func optionTags() {
    var headers = HeaderFields()
    headers.append(.supported, "timer, 100REL")
    headers.append(.require, "replaces")
    #expect(headers.supports("100rel") && headers.supports("timer") && headers.supports("replaces"))
    #expect(headers.requires("replaces") && !headers.requires("timer"))
    #expect(!headers.supports("time") && !headers.supports("path"))
  }

  @Test("Allow names methods exactly; without it nothing is known")
  func allow() {
    var headers = HeaderFields()
    #expect(headers.allows(.update) == nil)
    headers.append(.allow, "INVITE, update")
    #expect(headers.allows(.update) == false)
    headers.append(.allow, "UPDATE")
    #expect(headers.allows(.update) == true)
  }

  @Test(
    "a provisional response is to be acknowledged when it requires that, has a number and a tag",
    arguments: [
      (180, "100rel", "7", "t", UInt32(7)), (180, "100rel", "x", "t", nil), (180, "100rel", "7", nil, nil),
      (180, "timer", "7", "t", nil), (100, "100rel", "7", "t", nil), (200, "100rel", "7", "t", nil),
    ] as [(Int, String, String, String?, UInt32?)])
  func reliable(code: Int, require: String, number: String, tag: String?, expected: UInt32?) {
    var headers = HeaderFields()
    headers.append(.require, require)
    headers.append(.rSeq, number)
    var to = NameAddress(uri: .sip(SIPURI(user: "a", host: "b")))
    to.tag = tag
    let response = SIPResponse(
      status: StatusCode(rawValue: code), reason: "", vias: [], from: to, to: to, callID: "c",
      cseq: CSeq(number: 1, method: .invite), headers: headers)
    #expect(response.reliableNumber == expected)
  }
}
