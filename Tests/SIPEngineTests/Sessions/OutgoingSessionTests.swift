import Redaction
import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Outgoing session: INVITE as user agent client (RFC 3261 §13.2, §9, §15)")
struct OutgoingSessionTests {
  private let peer = Peer.trunk

  private func called() -> Bench {
    var bench = Bench()
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    return bench
  }

  private var invitation: Invitation {
    Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1", port: 5060), peer.flow), callerName: "Ann\r\nX-Evil: 1",
      callerUser: "15550100", offer: octets("offer"))
  }

  private func answer(_ bench: Bench, tag: String = "callee", body: String? = "answer") -> [UInt8] {
    peer.response(200, to: bench.invite, tag: tag, body: body)
  }

  @Test("the account of a call to a URI answers its challenge, once for each nonce")
  func challenged() throws {
    var bench = Bench()
    var invitation = invitation
    invitation.account = .init(user: "201", password: Redacted("secret"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    let challenge = #"Proxy-Authenticate: Digest realm="example.com", nonce="n1", qop="auth""#
    #expect(
      bench.receive(peer.response(407, to: bench.invite, extra: [challenge]), at: 10) == ["ACK 1", "INVITE 2 (offer)"])
    let proved = try #require(bench.lastRequest)
    let credentials = try Credentials(parsing: try #require(proved.headers[first: .proxyAuthorization]))
    #expect(credentials["username"] == "201")
    #expect(bench.receive(peer.response(407, to: proved, extra: [challenge]), at: 20) == ["ACK 2", "* rejected(407)"])
  }

  @Test("without an account a challenge is a refusal")
  func unproved() {
    var bench = called()
    let challenge = #"WWW-Authenticate: Digest realm="example.com", nonce="n1""#
    #expect(
      bench.receive(peer.response(401, to: bench.invite, extra: [challenge]), at: 10) == ["ACK 1", "* rejected(401)"])
  }

  @Test("a call rings, is answered and acknowledged, and ends by our BYE")
  func wholeCall() {
    var bench = Bench()
    #expect(bench.command(.invite(invitation), of: Bench.outgoingID, at: 0) == ["INVITE 1 (offer)"])
    #expect(bench.endpoint.nextDeadline == ms(500))
    #expect(bench.receive(peer.response(100, to: bench.invite), at: 10) == [])
    #expect(bench.endpoint.nextDeadline == nil)
    #expect(bench.receive(peer.response(180, to: bench.invite), at: 20) == ["* ringing"])
    #expect(bench.receive(peer.response(180, to: bench.invite), at: 30) == [])
    #expect(bench.receive(answer(bench), at: 1000) == ["ACK 1", "* answered(answer)"])
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 9000) == ["* ended(localHangUp)", "BYE 2"])
    #expect(bench.endpoint.liveSessions == 0)
    #expect(bench.receive(peer.response(200, to: bench.lastRequest ?? bench.invite), at: 9100) == [])
    #expect(bench.run(until: 40000) == [])
    #expect(bench.isEmpty)
    #expect(bench.endpoint.nextDeadline == nil)
  }

  @Test("the INVITE names us and the caller; control characters of the name stay behind")
  func inviteFields() {
    let bench = called()
    let invite = bench.invite
    #expect(invite.uri.text == "sip:301@192.0.2.1:5060")
    #expect(invite.from.displayName == "AnnX-Evil: 1")
    #expect(invite.from.uri.text == "sip:15550100@example.com")
    #expect(invite.vias.first?.host == "192.0.2.100")
    #expect(invite.vias.first?.rport == .requested)
    #expect(invite.headers[first: .contact] == "<sip:192.0.2.100:5060>")
    #expect(invite.headers[first: .contentType] == "application/sdp")
  }

  @Test("no response at all: 408 after 64*T1")
  func noResponse() {
    var bench = called()
    let lines = bench.run(until: 32000)
    #expect(lines.filter { $0 == "INVITE 1 (offer)" }.count == 6)
    #expect(lines.last == "* rejected(408)")
    #expect(bench.isEmpty)
  }

  @Test("nobody is registered: 480 and nothing is sent")
  func notRegistered() {
    var bench = Bench()
    let invitation = Invitation(target: .account("201"), callerName: nil, callerUser: "1", offer: octets("o"))
    #expect(bench.command(.invite(invitation), of: Bench.outgoingID) == ["* rejected(480)"])
    #expect(bench.isEmpty)
  }

  @Test("a refusal is acknowledged and reported", arguments: [302, 404, 486, 503, 603])
  func refused(code: Int) {
    var bench = called()
    #expect(bench.receive(peer.response(code, to: bench.invite), at: 100) == ["ACK 1", "* rejected(\(code))"])
    #expect(
      bench.receive(peer.response(code, to: bench.invite), at: 600) == ["# retransmissionSent", "ACK 1"])
    _ = bench.run(until: 33000)
    #expect(bench.isEmpty)
  }

  @Test("a challenge to our INVITE is a refusal: no credentials leave", arguments: [401, 407])
  func challenged(code: Int) {
    var bench = called()
    let challenge = peer.response(
      code, to: bench.invite, extra: [#"WWW-Authenticate: Digest realm="example.com", nonce="n", qop="auth""#])
    #expect(bench.receive(challenge, at: 100) == ["ACK 1", "* rejected(\(code))"])
    #expect(bench.lastRequest?.headers.contains(.authorization) == false)
  }

  @Test("early media is reported once per description, and stands in for an answer that 200 leaves out")
  func earlyMedia() {
    var bench = called()
    #expect(
      bench.receive(peer.response(183, to: bench.invite, body: "early"), at: 10) == ["* earlyMedia(early)"])
    #expect(bench.receive(peer.response(183, to: bench.invite, body: "early"), at: 20) == [])
    #expect(bench.receive(answer(bench, body: nil), at: 30) == ["ACK 1", "* answered(early)"])
  }

  @Test("200 without any answer: acknowledged and ended")
  func noAnswer() {
    var bench = called()
    #expect(bench.receive(answer(bench, body: nil), at: 30) == ["ACK 1", "BYE 2", "* rejected(488)"])
  }

  @Test("hanging up while it rings: CANCEL, then 487 ends it")
  func cancel() {
    var bench = called()
    _ = bench.receive(peer.response(180, to: bench.invite), at: 10)
    #expect(
      bench.command(.hangUp(.answeredElsewhere), of: Bench.outgoingID, at: 100)
        == ["* ended(localHangUp)", "CANCEL 1"])
    #expect(bench.lastRequest?.vias == bench.invite.vias)
    #expect(bench.lastRequest?.headers[first: .reason]?.contains("cause=200") == true)
    #expect(bench.receive(peer.response(200, to: bench.lastRequest ?? bench.invite), at: 110) == [])
    #expect(bench.receive(peer.response(487, to: bench.invite), at: 120) == ["ACK 1"])
    #expect(bench.run(until: 40000) == [])
    #expect(bench.isEmpty)
  }

  @Test("hanging up before anything was heard: no INVITE any more, CANCEL only after a provisional response")
  func cancelWaits() {
    var bench = called()
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 100) == ["* ended(localHangUp)"])
    #expect(bench.run(until: 5000) == [])
    #expect(bench.receive(peer.response(180, to: bench.invite), at: 5000) == ["CANCEL 1"])
    #expect(bench.receive(peer.response(487, to: bench.invite), at: 5100) == ["ACK 1"])
  }

  @Test("hanging up on a peer that never responds leaves nothing after 64*T1")
  func cancelSilence() {
    var bench = called()
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 100)
    #expect(bench.endpoint.nextDeadline == ms(32000))
    #expect(bench.run(until: 31999) == [])
    #expect(bench.endpoint.sessionsInAll == 1)
    #expect(bench.run(until: 32000) == [])
    #expect(bench.endpoint.sessionsInAll == 0)
    #expect(bench.isEmpty)
  }

  @Test("CANCEL crosses 200: acknowledged and ended by BYE, no half call")
  func cancelCrossesAnswer() {
    var bench = called()
    _ = bench.receive(peer.response(180, to: bench.invite), at: 10)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 100)
    #expect(bench.receive(answer(bench), at: 110) == ["ACK 1", "BYE 2"])
    #expect(bench.events.map(\.label) == ["ringing", "ended(localHangUp)"])
    #expect(bench.receive(peer.response(200, to: bench.lastRequest ?? bench.invite), at: 120) == [])
    _ = bench.run(until: 40000)
    #expect(bench.isEmpty)
  }

  @Test("a CANCEL that is never answered leaves nothing after 64*T1")
  func lostCancel() {
    var bench = called()
    _ = bench.receive(peer.response(180, to: bench.invite), at: 10)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 100)
    _ = bench.run(until: 32100)
    #expect(bench.isEmpty)
  }

  @Test("forked 200s: one is kept, each other one gets ACK and BYE")
  func forked() {
    var bench = called()
    #expect(bench.receive(answer(bench, tag: "a", body: "answer-a"), at: 10) == ["ACK 1", "* answered(answer-a)"])
    #expect(bench.receive(answer(bench, tag: "b", body: "answer-b"), at: 20) == ["ACK 1", "BYE 2"])
    #expect(bench.lastRequest?.to.tag == "b")
    #expect(bench.receive(answer(bench, tag: "b", body: "answer-b"), at: 520) == ["ACK 1"])
    #expect(bench.endpoint.liveSessions == 1)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 1000)
    #expect(bench.lastRequest?.to.tag == "a")
  }

  @Test("a forked 200 after the call is over still gets ACK and BYE")
  func lateFork() {
    var bench = called()
    _ = bench.receive(answer(bench, tag: "a"), at: 10)
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 1000)
    _ = bench.receive(peer.response(200, to: bench.lastRequest ?? bench.invite), at: 1100)
    #expect(bench.receive(answer(bench, tag: "b"), at: 2000) == ["ACK 1", "BYE 2"])
  }

  @Test("a lost ACK: each repeated 200 gets the ACK again, also after our BYE")
  func repeatedAnswer() {
    var bench = called()
    _ = bench.receive(answer(bench), at: 10)
    #expect(bench.receive(answer(bench), at: 510) == ["ACK 1"])
    _ = bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 600)
    #expect(bench.receive(answer(bench), at: 1510) == ["ACK 1"])
  }

  @Test("the called side hangs up")
  func remoteHangUp() {
    var bench = called()
    _ = bench.receive(answer(bench), at: 10)
    var callee = peer
    callee.tag = "callee"
    callee.callID = bench.invite.callID
    let bye = callee.request("BYE", cseq: 1, branch: "z9hG4bKb", toTag: bench.invite.from.tag)
    #expect(bench.receive(bye, at: 5000) == ["200 BYE 1", "* ended(remoteHangUp)"])
    _ = bench.run(until: 40000)
    #expect(bench.isEmpty)
  }

  @Test("ACK and BYE follow the route set in reverse, to the Contact of the 200")
  func routeSet() {
    var bench = called()
    let ok = peer.response(
      200, to: bench.invite, extra: ["Record-Route: <sip:192.0.2.3;lr>, <sip:192.0.2.2:5070;lr>"], body: "answer")
    _ = bench.receive(ok, at: 10)
    let ack = bench.lastRequest
    #expect(ack?.headers.all(.route) == ["<sip:192.0.2.2:5070;lr>", "<sip:192.0.2.3;lr>"])
    #expect(ack?.uri.text == "sip:phone@192.0.2.1:5060")
    #expect(bench.flows.last?.remote == TransportAddress(host: "192.0.2.2", port: 5070))
  }

  @Test("a response with a second Via, or with another branch, is dropped and counted")
  func strayResponses() {
    var bench = called()
    var other = bench.invite
    other.vias[0].branch = "z9hG4bKother"
    #expect(bench.receive(peer.response(200, to: other, body: "x"), at: 10) == ["# stray"])
    var relayed = bench.invite
    relayed.vias.append(relayed.vias[0])
    #expect(bench.receive(peer.response(200, to: relayed, body: "x"), at: 20) == ["# stray"])
  }
}

extension Bench {
  /// The INVITE that was sent first.
  var invite: SIPRequest {
    for case .request(let request) in sent where request.method == .invite { return request }
    return Fixture.invite
  }
}
