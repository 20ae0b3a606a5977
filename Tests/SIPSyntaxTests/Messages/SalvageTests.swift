import Testing

import SIPSyntax

@Suite("Answers to broken requests")
struct SalvageTests {
  private func answer(_ octets: [UInt8]) throws -> [String]? {
    let error = try #require(refusal(of: octets))
    return error.response(source: ("198.51.100.4", 40_000)).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("the answer repeats what the request said, notes where it came from and adds a tag")
  func complete() throws {
    let octets = SampleMessages.options(
      replacing: ["Via": "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKab;rport", "Max-Forwards": "Max-Forwards: many"])
    let lines = try #require(try answer(octets))
    #expect(lines[0] == "SIP/2.0 400 Max-Forwards: expected a number of at most 255")
    #expect(lines[1] == "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKab;rport=40000;received=198.51.100.4")
    #expect(lines[2] == "From: <sip:2001@example.com>;tag=f1")
    #expect(lines[3].hasPrefix("To: <sip:7000@pbx.example.com>;tag="))
    #expect(lines[4...] == ["Call-ID: c1@192.0.2.10", "CSeq: 7 OPTIONS", "Content-Length: 0", "", ""])
    #expect(try answer(octets) == lines, "a retransmission gets the same tag")
  }

  @Test("what cannot be read is repeated as it came")
  func unreadable() throws {
    let lines = try #require(
      try answer(
        SampleMessages.options(replacing: ["To": "To: \"open <sip:a@b>", "CSeq": "CSeq: 99999999999\r\n OPTIONS"])))
    #expect(lines[3] == "To: \"open <sip:a@b>")
    #expect(lines[5] == "CSeq: 99999999999 OPTIONS")
  }

  @Test("a line break inside a value cannot start a line of the answer")
  func injection() throws {
    let lines = try #require(
      try answer(SampleMessages.options(replacing: ["From": "From: \"a\nX-Evil: 1\r\0\" <sip:a@b>;tag=1"])))
    #expect(lines[2] == "From: \"a X-Evil: 1?\" <sip:a@b>;tag=1")
    #expect(!lines.contains { $0.hasPrefix("X-Evil") })
  }

  @Test(
    "there is no answer without Via, From, To, Call-ID or CSeq",
    arguments: ["Via", "From", "To", "Call-ID", "CSeq"])
  func missing(_ line: String) throws {
    #expect(try answer(SampleMessages.options(replacing: [line: nil])) == nil)
  }

  @Test("there is no answer to an ACK, a response or noise")
  func never() throws {
    #expect(
      try answer(SampleMessages.options(replacing: ["start": "ACK sip:a@b SIP/2.0", "CSeq": "CSeq: -1 ACK"])) == nil)
    #expect(try answer(SampleMessages.options(replacing: ["start": "SIP/2.0 200 OK", "CSeq": "CSeq: -1 ACK"])) == nil)
    #expect(try answer([]) == nil)
    #expect(try answer([0]) == nil)
    #expect(try answer(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)) == nil)
  }

  @Test("more hops than a message may have are not repeated: the answer would only grow")
  func amplification() throws {
    let hops = Array(repeating: "Via: SIP/2.0/UDP a;branch=b", count: SIPLimits.standard.vias)
    #expect(try answer(SampleMessages.options(adding: hops)) == nil)
  }
}
