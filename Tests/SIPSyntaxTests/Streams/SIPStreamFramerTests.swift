import SIPSyntax
import Testing

@Suite("Streams are cut into messages (RFC 3261 §18.3) and keep-alives (RFC 5626 §3.5.1)")
struct SIPStreamFramerTests {
  private static func message(_ method: String, body: String, lengthLine: String? = nil) -> [UInt8] {
    let lines = [
      "\(method) sip:100@example.com SIP/2.0", "Via: SIP/2.0/TCP 192.0.2.10;branch=z9hG4bK1", "Max-Forwards: 70",
      "From: <sip:ann@example.com>;tag=1", "To: <sip:100@example.com>", "Call-ID: 1", "CSeq: 1 \(method)",
      lengthLine ?? "Content-Length: \(body.utf8.count)", "", body,
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  private static let invite = message("INVITE", body: "v=0\r\no=- 0 0 IN IP4 192.0.2.10\r\n\r\n")
  private static let options = message("OPTIONS", body: "")

  private static func feed(_ pieces: [[UInt8]]) -> [SIPStreamFramer.Output] {
    var framer = SIPStreamFramer()
    return pieces.flatMap { framer.feed($0) }
  }

  /// What a stream broke with: the status and the sentence.
  private static func failure(_ octets: [UInt8]) -> String? {
    guard case .broken(let error) = feed([octets]).last else { return nil }
    return "\(error)"
  }

  @Test("one octet at a time")
  func dripping() {
    let stream = Self.invite + Self.options
    #expect(Self.feed(stream.map { [$0] }) == [.message(Self.invite), .message(Self.options)])
  }

  @Test("two messages cut at every place")
  func everySplit() {
    let stream = Self.invite + Self.options
    for place in 0...stream.count {
      let outputs = Self.feed([Array(stream[..<place]), Array(stream[place...])])
      #expect(outputs == [.message(Self.invite), .message(Self.options)], "cut at \(place)")
    }
  }

  @Test("what is cut out of a stream reads as it was sent")
  func readable() throws {
    guard case .message(let octets)? = Self.feed([Self.invite + Self.options]).first else {
      Issue.record("no message")
      return
    }
    #expect(try SIPMessage.parse(datagram: octets) == SIPMessage.parse(datagram: Self.invite))
  }

  @Test("CRLF CRLF between messages is a ping, a single CRLF is passed over")
  func pings() {
    let end: [UInt8] = [0x0D, 0x0A]
    #expect(Self.feed([end, end]) == [.ping])
    #expect(Self.feed([end + Self.options]) == [.message(Self.options)])
    #expect(
      Self.feed([end + end + Self.options + end + end + end + end + Self.invite])
        == [.ping, .message(Self.options), .ping, .ping, .message(Self.invite)])
  }

  @Test("a framer says whether it is within a message")
  func withinMessage() {
    var framer = SIPStreamFramer()
    var states = [framer.isWithinMessage]
    for piece in [[0x0D, 0x0A], Array(Self.invite.prefix(5)), Array(Self.invite.dropFirst(5))] {
      _ = framer.feed(piece)
      states.append(framer.isWithinMessage)
    }
    #expect(states == [false, false, true, false])
  }

  @Test(
    "the length is found in every spelling",
    arguments: [
      "Content-Length: 3", "content-length:3", "CONTENT-LENGTH \t: 3 ", "l: 3", "L :3", "Content-Length:\r\n 3",
      "Content-Length:   003", "X-Content-Length: 9\r\nContent-Length: 3", "Link: 7\r\nl: 3",
      "Subject: a\r\n l: 9\r\nl: 3",
    ])
  func spellings(line: String) {
    let message = Self.message("MESSAGE", body: "abc", lengthLine: line)
    #expect(Self.feed([message + Self.options]) == [.message(message), .message(Self.options)])
  }

  @Test(
    "a length that cannot be told breaks the stream",
    arguments: [
      ("X: 1", "400 Content-Length: expected one on a stream"),
      ("Content-Length: -1", "400 Content-Length: expected a number"),
      ("Content-Length: +1", "400 Content-Length: expected a number"),
      ("Content-Length: 0x10", "400 Content-Length: expected a number"),
      ("Content-Length: ٣", "400 Content-Length: expected a number"),
      ("Content-Length:", "400 Content-Length: expected a number"),
      ("Content-Length: 3 4", "400 Content-Length: expected a number"),
      ("Content-Length: 3\r\n 4", "400 Content-Length: expected a number"),
      ("Content-Length: 0\r\nContent-Length: 0", "400 Content-Length: expected only one"),
      ("l: 0\r\nContent-Length: 4", "400 Content-Length: expected only one"),
      ("Content-Length: 65535", "513 Content-Length: the message is too large"),
      ("Content-Length: 2147483648", "513 Content-Length: the message is too large"),
      ("Content-Length: 4294967297", "513 Content-Length: the message is too large"),
      ("Content-Length: \(String(repeating: "9", count: 400))", "513 Content-Length: the message is too large"),
    ])
  func broken(line: String, error: String) {
    #expect(Self.failure(Self.message("INVITE", body: "", lengthLine: line)) == error)
  }

  @Test("what breaks a stream can be answered")
  func answerable() throws {
    guard case .broken(let error)? = Self.feed([Self.message("INVITE", body: "", lengthLine: "X: 1")]).last else {
      Issue.record("not broken")
      return
    }
    let octets = try #require(error.response(source: ("192.0.2.10", 40_000)))
    guard case .response(let response) = try SIPMessage.parse(datagram: octets) else {
      Issue.record("no response")
      return
    }
    #expect(response.status == .badRequest)
    #expect(response.callID == "1")
  }

  @Test("nothing follows once the stream is broken")
  func silence() {
    var framer = SIPStreamFramer()
    _ = framer.feed(Self.message("INVITE", body: "", lengthLine: "X: 1"))
    #expect(framer.feed(Self.options) == [])
    #expect(!framer.isWithinMessage)
  }

  @Test("a header section without an end is given up at the size of the largest message")
  func endlessHeader() {
    let start = Array("OPTIONS sip:100@example.com SIP/2.0\r\nX: ".utf8)
    let endless = start + [UInt8](repeating: 0x41, count: 65_535 - start.count)
    #expect(Self.feed([Array(endless.dropLast())]) == [])
    #expect(Self.failure(endless) == "513 the message is too large")
    var framer = SIPStreamFramer()
    let outputs = (0..<70_000).lazy.map { _ in framer.feed([0x41]) }.first { !$0.isEmpty }
    #expect(outputs?.count == 1)
  }

  @Test("the largest message passes, one octet more does not")
  func largest() {
    let frame = Self.message("MESSAGE", body: "", lengthLine: "Content-Length: 10000").count
    func message(_ count: Int) -> [UInt8] {
      let length = count - frame
      let digits = String(repeating: "0", count: 5 - "\(length)".count) + "\(length)"
      return Self.message(
        "MESSAGE", body: String(repeating: "x", count: length), lengthLine: "Content-Length: \(digits)")
    }
    #expect(message(65_535).count == 65_535)
    #expect(Self.feed([message(65_535)]) == [.message(message(65_535))])
    #expect(Self.failure(message(65_536)) == "513 Content-Length: the message is too large")
  }

  @Test("each octet is looked at once, however they are cut", .timeLimit(.minutes(1)))
  func linear() {
    // A framer that began anew with every octet would need an hour.
    let message = Self.message("MESSAGE", body: "", lengthLine: "X: \(String(repeating: "x", count: 65_000))\r\nl: 0")
    for _ in 0..<10 {
      #expect(Self.feed(message.map { [$0] }) == [.message(message)])
    }
  }

  @Test("random pieces of random streams: every message comes out whole and in order", arguments: [UInt64(3), 4, 5])
  func randomPieces(seed: UInt64) {
    var state = seed
    func roll(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % below
    }
    var stream: [UInt8] = []
    var expected: [SIPStreamFramer.Output] = []
    for _ in 0..<200 {
      if roll(3) == 0 {
        stream += [0x0D, 0x0A, 0x0D, 0x0A]
        expected.append(.ping)
      } else {
        let message = Self.message("MESSAGE", body: String(repeating: "y", count: roll(300)))
        stream += message
        expected.append(.message(message))
      }
    }
    var pieces: [[UInt8]] = []
    var place = 0
    while place < stream.count {
      let end = min(stream.count, place + 1 + roll(400))
      pieces.append(Array(stream[place..<end]))
      place = end
    }
    #expect(Self.feed(pieces) == expected)
  }
}
