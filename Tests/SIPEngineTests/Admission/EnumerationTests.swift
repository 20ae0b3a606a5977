import SIPEngine
import SIPSyntax
import Testing

/// reliability: nobody learns which accounts exist.
@Suite("Endpoint: an account that exists and one that does not are answered alike")
struct EnumerationTests {
  private let scanner = Peer(address: TransportAddress(host: "198.51.100.20", port: 5060))

  /// The answer as lines, without what is a nonce or a tag by its nature or was copied from the request.
  private func answer(_ bench: Bench, hiding user: String) throws -> [String] {
    let response = try #require(bench.lastResponse)
    let text = String(decoding: try response.serialized(), as: UTF8.self)
    return text.split(separator: "\r\n").map { line in
      String(line).replacing(user, with: "USER").replacing(/nonce="[0-9a-f]{64}"/, with: "NONCE")
        .replacing(/tag=[0-9a-z]{9,13}/, with: "TAG")
    }
  }

  private func ask(_ method: String, _ user: String, password: String?, in bench: inout Bench) throws -> [String] {
    var peer = scanner
    (peer.user, peer.calls, peer.callID) = (user, user, "scan")
    let uri = method == "REGISTER" ? "sip:example.com" : "sip:\(user)@example.com"
    let body = method == "INVITE" ? "offer" : nil
    var counts = bench.receive(peer.request(method, cseq: 1, branch: "z9hG4bK1", uri: uri, body: body), from: peer)
    let first = try answer(bench, hiding: user)
    guard let password else { return counts.filter { $0.hasPrefix("#") } + first }
    let isRegister = method == "REGISTER"
    let challenges = try #require(bench.lastResponse?.headers.all(isRegister ? .wwwAuthenticate : .proxyAuthenticate))
    let proof = try PhoneDigest(user: user, password: password).line(for: challenges, method: method, uri: uri)
    counts += bench.receive(
      peer.request(method, cseq: 2, branch: "z9hG4bK2", uri: uri, extra: [proof], body: body), from: peer)
    return counts.filter { $0.hasPrefix("#") } + first + (try answer(bench, hiding: user))
  }

  @Test(
    "the same status, header fields and length, with and without a password",
    arguments: ["REGISTER", "INVITE", "OPTIONS"], [nil, "guess"])
  func alike(method: String, password: String?) throws {
    var answers: [[String]] = []
    for user in ["201", "999"] {
      var bench = Bench { $0.userAgent = "Switchboard" }
      answers.append(try ask(method, user, password: password, in: &bench))
    }
    #expect(answers[0] == answers[1])
    #expect(answers[0].count > 8)
    let status = password == nil ? (method == "REGISTER" ? "401" : "407") : "403"
    #expect(answers[0].contains { $0.hasPrefix("SIP/2.0 \(status)") })
  }

  @Test("the number that is dialled makes no difference to a stranger either, whether we serve it or not")
  func dialled() throws {
    var answers: [[String]] = []
    for number in ["70077", "00390612345", "900011390612"] {
      var bench = Bench()
      var peer = scanner
      (peer.user, peer.calls, peer.callID) = ("ann", number, "scan")
      _ = bench.receive(
        peer.request("INVITE", cseq: 1, branch: "z9hG4bK1", uri: "sip:\(number)@example.com", body: "o"), from: peer)
      answers.append(try answer(bench, hiding: number))
    }
    #expect(Set(answers).count == 1)
  }

  @Test("a header field that a caller's text would break is never written: the call goes out without it")
  func from_crlf_pct() throws {
    var bench = Bench()
    let agent = Peer.trunk
    let invitation = Invitation(
      target: .uri(SIPURI(user: "201", host: "192.0.2.1"), agent.flow), callerName: "A\r\nX-Evil: 1\u{1B}[2J",
      callerUser: "5\r\nX-Evil: 1", offer: octets("offer"))
    #expect(bench.command(.invite(invitation), of: Bench.outgoingID) == ["INVITE 1 (offer)"])
    let invite = try #require(bench.lastRequest)
    #expect(invite.from.displayName == "AX-Evil: 1[2J")
    #expect(invite.from.uri.user == "5\r\nX-Evil: 1")
    let lines = String(decoding: try invite.serialized(), as: UTF8.self).split(separator: "\r\n")
    #expect(!lines.contains { $0.hasPrefix("X-Evil") })
    #expect(lines.contains { $0.hasPrefix("From: ") && $0.contains("<sip:5%0D%0AX-Evil") })
  }
}
