import Testing

import SDPSessions

@Suite("Reading session descriptions (RFC 8866 §5)")
struct DescriptionParsingTests {
  private static let full = """
    v=0
    o=jdoe 99999999999999999999999 2 IN IP4 198.51.100.1
    s= 
    i=A Seminar on SDP
    c=IN IP4 233.252.0.1/127
    b=AS:128
    t=2873397496 2873404696
    a=recvonly
    m=audio 49170/2 RTP/AVP 0 8
    i=sound
    c=IN IP6 2001:db8::2
    b=TIAS:64000
    a=rtpmap:0 PCMU/8000
    a=silenceSupp:off - - - -
    m=application 9 UDP/DTLS/SCTP webrtc-datachannel

    """

  @Test("every part is read, and written in the order of the RFC")
  func full() throws {
    let description = try SessionDescription.parse(Array(Self.full.utf8))
    #expect(description.origin.username == "jdoe")
    #expect(description.origin.sessionIdentifier == "99999999999999999999999")
    #expect(description.name == " ")
    #expect(
      description.connection == ConnectionData(addressType: .ipv4, address: "233.252.0.1", multicastSuffix: "127"))
    #expect(description.attributes.direction == .receiveOnly)
    #expect(description.media.map(\.kind) == ["audio", "application"])
    #expect(description.media[0].port == 49170)
    #expect(description.media[0].portCount == 2)
    #expect(description.media[0].connection == ConnectionData(host: "2001:db8::2"))
    #expect(description.media[0].attributes[1] == SessionAttribute("silenceSupp", "off - - - -"))
    #expect(description.media[1].formats == ["webrtc-datachannel"])
    let written = String(decoding: description.serialized(), as: UTF8.self)
    #expect(written == Self.full.split(separator: "\n").map { $0 + "\r\n" }.joined())
  }

  @Test("CRLF and LF end lines, and the last line needs neither")
  func lineEnds() throws {
    let text = "v=0\no=- 1 1 IN IP4 h\ns=-\nt=0 0\nm=audio 1 RTP/AVP 0"
    let expected = try SessionDescription.parse(Array(text.utf8))
    let withCRLF = text.utf8.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    #expect(try SessionDescription.parse(withCRLF) == expected)
    #expect(try SessionDescription.parse(withCRLF + [0x0D, 0x0A, 0x0D, 0x0A]) == expected)
  }

  static let head = "v=0\no=- 1 1 IN IP4 h\ns=-\n"

  @Test(
    "a broken description is refused with its line",
    arguments: [
      ("", 1), ("v=1\n", 1), ("o=- 1 1 IN IP4 h\n", 1), ("v=0\n", 1), ("v=0\no=- 1 1 IN IP4 h\n", 2),
      ("v=0\no=- 1 1 IN IP4\n", 2), ("v=0\no=- a 1 IN IP4 h\n", 2), ("v=0\no=- 1 -1 IN IP4 h\n", 2),
      ("v=0\no=- 1 1 IN IP5 h\n", 2), ("v=0\no=- 1 1 XX IP4 h\n", 2), ("v=0\no=- 1 1 IN IP4 h x\n", 2),
      (head + "x=1\n", 4), (head + "testing=123\n", 4), (head + "s=-\n", 4), (head + "o=- 1 1 IN IP4 h\n", 4),
      (head + "a=\n", 4), (head + "a=:x\n", 4), (head + "a\n", 4), (head + "s=\0\n", 4), (head + "a=b\rc\n", 4),
      (head + "c=IN IP4\n", 4), (head + "c=IN IP4 192.0.2.256\n", 4), (head + "c=IN IP4 1.2.3\n", 4),
      (head + "c=IN IP6 192.0.2.1\n", 4), (head + "c=IN IP4 2001:db8::1\n", 4), (head + "c=IN IP4 /1\n", 4),
      (head + "m=audio\n", 4), (head + "m=audio 1\n", 4), (head + "m=audio 1 RTP/AVP\n", 4),
      (head + "m=audio 1/0 RTP/AVP 0\n", 4), (head + "m=audio 1/x RTP/AVP 0\n", 4),
      (head + "m=audio 1 RTP/AVP 0\nt=0 0\n", 5), (head + "c=IN IP4 h\nc=IN IP4 h\n", 5),
    ])
  func broken(_ text: String, _ line: Int) {
    let error = #expect(throws: SDPParseError.self) { try SessionDescription.parse(Array(text.utf8)) }
    #expect(error?.line == line)
  }

  @Test("a port is a number between 0 and 65535 and nothing else")
  func ports() {
    func reads(_ port: String) -> Bool {
      (try? SessionDescription.parse(Array((Self.head + "m=audio \(port) RTP/AVP 0\n").utf8))) != nil
    }
    for port in ["0", "1", "65535", String(repeating: "0", count: 400) + "5"] { #expect(reads(port), "\(port)") }
    let refused = [
      "-1", "65536", "2147483648", "4294967296", "18446744073709551616", "+5", "0x10", "٣", "",
      String(repeating: "9", count: 400),
    ]
    for port in refused { #expect(!reads(port), "\(port)") }
  }

  @Test(
    "each limit holds: below and at it a description is read, above it is refused",
    arguments: [
      (SDPLimits.media, "", "m=audio 1 RTP/AVP 0\n"), (SDPLimits.attributes, "", "a=b\n"),
      (SDPLimits.attributes, "m=audio 1 RTP/AVP 0\n", "a=b\n"), (SDPLimits.otherLines, "", "t=0 0\n"),
      (SDPLimits.otherLines, "", "b=AS:1\n"), (SDPLimits.otherLines, "m=audio 1 RTP/AVP 0\n", "b=AS:1\n"),
      (SDPLimits.formats, "m=audio 1 RTP/AVP", " 0"),
    ])
  func limits(_ limit: Int, _ before: String, _ repeated: String) {
    func reads(_ count: Int) -> Bool {
      let text = Self.head + before + String(repeating: repeated, count: count) + "\n"
      return (try? SessionDescription.parse(Array(text.utf8))) != nil
    }
    #expect(reads(limit - 1))
    #expect(reads(limit))
    #expect(!reads(limit + 1))
  }

  @Test("the octets of a description are limited")
  func size() {
    func reads(_ count: Int) -> Bool {
      let head = Self.head + "i="
      let octets = Array(head.utf8) + [UInt8](repeating: 0x61, count: count - head.utf8.count)
      return (try? SessionDescription.parse(octets)) != nil
    }
    #expect(reads(SDPLimits.octets - 1))
    #expect(reads(SDPLimits.octets))
    #expect(!reads(SDPLimits.octets + 1))
  }

  @Test("a value cannot begin a line of its own when it is written")
  func injection() {
    let origin = Origin(sessionIdentifier: "1", version: "1", addressType: .ipv4, address: "h\r\nm=evil")
    let octets = SessionDescription(origin: origin, name: "a\nm=evil\0").serialized()
    #expect(!SampleDescriptions.lines(octets).contains { $0.hasPrefix("m=") })
  }
}
