import SIPSyntax
import Testing

/// What networks write about callers, in the forms seen on the wire.
@Suite struct CallerFieldsTests {
  private static func headers(_ lines: [(String, String)]) -> HeaderFields {
    var headers = HeaderFields()
    for (name, value) in lines { headers.append(HeaderName(name), value) }
    return headers
  }

  @Test(arguments: [
    ("<sip:+34600000001@carrier.example>", ["+34600000001"]),
    ("\"Eva\" <sip:+34600000001@carrier.example;user=phone>, <tel:+34-600-000-001>", ["+34600000001", "+34600000001"]),
    ("sip:600000001@carrier.example", ["600000001"]), ("tel:+34600000001", ["+34600000001"]),
    ("<sip:broken", []), ("<sip:broken, <sip:2@b.example>", []), ("", []), ("garbage, <sip:2@b.example>", ["2"]),
  ])
  func `P-Asserted-Identity is read value by value`(field: String, users: [String]) {
    let headers = Self.headers([("P-Asserted-Identity", field)])
    #expect(headers.assertedIdentities.map { $0.uri.user } == users)
  }

  @Test(arguments: [
    ("id", ["id"]), ("ID;user", ["id", "user"]), ("header ; id", ["header", "id"]), ("none", ["none"]),
    ("id, critical", ["id", "critical"]), (";;", []), ("", []),
  ])
  func `Privacy is a set of words`(field: String, words: [String]) {
    #expect(Self.headers([("Privacy", field)]).privacy == Set(words))
  }

  @Test func `Remote-Party-ID keeps its name and its parameters`() {
    let headers = Self.headers([
      ("Remote-Party-ID", "\"Ann\" <sip:1@a.example>;party=calling;privacy=full;screen=yes"),
      ("remote-party-id", "<sip:2@a.example>;party=called"),
    ])
    #expect(headers.remoteParties.map { $0.parameters["party"] } == ["calling", "called"])
    #expect(headers.fields.map(\.name.canonical) == ["Remote-Party-ID", "Remote-Party-ID"])
  }

  @Test func `Diversion has the last forwarding first, over one line or many`() {
    let headers = Self.headers([
      ("Diversion", "<sip:3@a.example>;reason=User-Busy;counter=1, \"A, B\" <sip:2@a.example>;reason=no-answer"),
      ("Diversion", "<tel:+34910000000>;reason=unconditional;privacy=full"), ("Diversion", "nobody knows;;"),
    ])
    #expect(headers.diversions.map { $0.party.uri.user } == ["3", "2", "+34910000000"])
    #expect(headers.diversions.map(\.reason) == ["user-busy", "no-answer", "unconditional"])
    #expect(headers.diversions.map(\.isPrivate) == [false, false, true])
  }

  @Test(arguments: [("off", false), ("OFF", false), ("full", true), ("name", true), ("uri", true)])
  func `A diverting party is shown only when its privacy is off`(privacy: String, isPrivate: Bool) {
    let headers = Self.headers([("Diversion", "<sip:3@a.example>;privacy=\"\(privacy)\"")])
    #expect(headers.diversions.map(\.isPrivate) == [isPrivate])
  }

  @Test func `History-Info tells target, index, cause and reason`() throws {
    let headers = Self.headers([
      (
        "History-Info",
        "<sip:bob@b.example?Reason=SIP%3Bcause%3D302>;index=1,<sip:vm@b.example;cause=486>;index=1.1;mp=1"
      ),
      ("History-Info", "<sip:x@b.example?Privacy=history>;index=1.1.2;rc=1.1"),
    ])
    let history = headers.history
    #expect(history.map(\.index) == [[1], [1, 1], [1, 1, 2]])
    #expect(history.map(\.reason) == ["SIP;cause=302", nil, nil])
    #expect(history.map(\.cause) == [nil, "486", nil])
    #expect(history.map(\.mappedFrom) == [nil, "1", nil])
    #expect(history.map(\.isPrivate) == [false, false, true])
  }

  @Test(arguments: ["", "1.", ".1", "1..2", "x", "-1", "1.99999999999999999999", "١"])
  func `An index that is no list of numbers is none`(index: String) {
    var target = NameAddress(uri: .sip(SIPURI(user: "a", host: "b.example")))
    target.parameters.set("index", index)
    #expect(HistoryEntry(target: target).index == nil)
  }

  @Test func `Of a flood of values thirty-two are looked at`() {
    let flood = Array(repeating: "<sip:1@a.example>", count: 300).joined(separator: ",")
    let headers = Self.headers([("P-Asserted-Identity", flood), ("Diversion", flood), ("History-Info", flood)])
    #expect(headers.assertedIdentities.count == 32)
    #expect(headers.diversions.count == 32)
    #expect(headers.history.count == 32)
  }
}
