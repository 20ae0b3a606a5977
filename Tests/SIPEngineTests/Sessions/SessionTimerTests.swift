import SIPEngine
import SIPSyntax
import Testing
import Timekeeping

@Suite("Session timers (RFC 4028)")
struct SessionTimerTests {
  private let peer = Peer.trunk

  private func called(_ extra: [String] = []) -> Bench {
    var bench = Bench()
    let invitation = Invitation(
      target: .uri(SIPURI(user: "301", host: "192.0.2.1", port: 5060), peer.flow), callerName: nil,
      callerUser: "15550100", offer: octets("offer"))
    _ = bench.command(.invite(invitation), of: Bench.outgoingID, at: 0)
    return bench
  }

  /// A call by us that the peer accepted with these header fields.
  private func outgoing(_ extra: [String] = []) -> Bench {
    var bench = called()
    _ = bench.receive(peer.response(200, to: bench.invite, extra: extra, body: "answer"), at: 0)
    bench.skip(until: 33_000)
    return bench
  }

  /// A call to us with these header fields, accepted and confirmed.
  private func incoming(_ extra: [String]) -> Bench {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: extra), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    _ = bench.receive(peer.ack(toTag: bench.localTag), at: 0)
    bench.skip(until: 33_000)
    return bench
  }

  private func last(_ bench: Bench) -> SIPRequest { bench.lastRequest ?? Fixture.invite }

  private func bye(_ lines: [String]) -> [String] { lines.filter { $0 != "# retransmissionSent" } }

  // MARK: Negotiation

  @Test("our INVITE asks for half an hour, bears 90 s, and leaves open who refreshes")
  func announced() {
    let headers = called().invite.headers
    #expect(headers[first: .sessionExpires] == "1800")
    #expect(headers[first: .minSE] == "90")
    #expect(headers.supports("timer"))
  }

  @Test("a policy out of range becomes the nearest in it")
  func policy() {
    #expect(SessionTimerPolicy(interval: .seconds(1), minimum: .seconds(1)).interval == .seconds(90))
    #expect(SessionTimerPolicy(interval: .seconds(1), minimum: .seconds(1)).minimum == .seconds(90))
    #expect(SessionTimerPolicy(interval: .seconds(120), minimum: .seconds(600)).interval == .seconds(600))
    #expect(SessionTimerPolicy(interval: .seconds(1_000_000)).interval == .seconds(86_400))
    #expect(SessionTimerPolicy().interval == .seconds(1800))
  }

  @Test(
    "what our 200 says: the client's wish, never longer, never below its Min-SE (§9, Table 2)",
    arguments: [
      (["Supported: timer", "Session-Expires: 600;refresher=uac"], "600;refresher=uac", "timer"),
      (["Supported: timer", "Session-Expires: 600;refresher=uas"], "600;refresher=uas", "timer"),
      (["Supported: timer", "Session-Expires: 600"], "600;refresher=uac", "timer"),
      (["Supported: timer"], "1800;refresher=uac", "timer"),
      (["Require: timer", "Session-Expires: 7200"], "1800;refresher=uac", "timer"),
      (["Supported: timer", "Session-Expires: 7200", "Min-SE: 3600"], "3600;refresher=uac", "timer"),
      (["Supported: timer", "Min-SE: 3600"], "3600;refresher=uac", "timer"),
      (["Supported: timer", "Session-Expires: 4294967295", "Min-SE: 4294967295"], nil, nil),
      ([], "1800;refresher=uas", nil),
      (["Session-Expires: 600;refresher=uac"], "600;refresher=uas", nil),
      (["Session-Expires: 30"], nil, nil),
      (["Supported: timer", "Session-Expires: soon"], "1800;refresher=uac", "timer"),
    ] as [([String], String?, String?)])
  func answers(extra: [String], expires: String?, require: String?) {
    var bench = Bench()
    _ = bench.receive(peer.invite(extra: extra), at: 0)
    _ = bench.command(.answer(octets("answer")), at: 0)
    #expect(bench.lastResponse?.headers[first: .sessionExpires] == expires)
    #expect(bench.lastResponse?.headers[first: .require] == require)
    #expect(bench.lastResponse?.headers[first: .minSE] == nil)
  }

  @Test("a client that wants less than we bear: 422 with Min-SE, nothing is kept", arguments: [0, 1, 89])
  func tooShort(seconds: Int) {
    var bench = Bench()
    let invite = peer.invite(extra: ["Supported: timer", "Session-Expires: \(seconds)"])
    #expect(bench.receive(invite) == ["422 INVITE 1"])
    #expect(bench.lastResponse?.headers[first: .minSE] == "90")
    #expect(bench.isEmpty)
  }

  @Test("within the session as well: 422 to a re-INVITE and an UPDATE, and the session goes on")
  func tooShortLater() {
    var bench = incoming(["Supported: timer"])
    let short = ["Supported: timer", "Session-Expires: 60"]
    let invite = peer.invite(cseq: 2, branch: "z9hG4bKr", toTag: bench.localTag, extra: short, body: "hold")
    #expect(bench.receive(invite) == ["100 INVITE 2", "422 INVITE 2"])
    let update = peer.request("UPDATE", cseq: 3, branch: "z9hG4bKu", toTag: bench.localTag, extra: short)
    #expect(bench.receive(update) == ["422 UPDATE 3"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("the peer wants more: 422, then the same call with the next number and its Min-SE (§7.3)")
  func weAreTooShort() {
    var bench = called()
    let first = bench.invite
    let refusal = peer.response(422, to: first, extra: ["Min-SE: 3600"])
    #expect(bench.receive(refusal, at: 100) == ["ACK 1", "INVITE 2 (offer)"])
    let second = last(bench)
    #expect(second.callID == first.callID && second.from == first.from && second.to.tag == nil)
    #expect(second.vias.first?.branch != first.vias.first?.branch)
    #expect(second.headers.all(.sessionExpires) == ["3600"])
    #expect(second.headers.all(.minSE) == ["3600"])
    #expect(bench.receive(refusal, at: 200) == ["# retransmissionSent", "ACK 1"])
    let success = peer.response(200, to: second, extra: ["Session-Expires: 3600;refresher=uas"], body: "answer")
    #expect(bench.receive(success, at: 300) == ["ACK 2", "* answered(answer)"])
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test(
    "a 422 that names nothing to try is a refusal",
    arguments: [nil, "1800", "90", "x", "86401", "4294967296"] as [String?])
  func senseless(minimum: String?) {
    var bench = called()
    let refusal = peer.response(422, to: bench.invite, extra: minimum.map { ["Min-SE: \($0)"] } ?? [])
    #expect(bench.receive(refusal, at: 100) == ["ACK 1", "* rejected(422)"])
  }

  @Test("who names a little more each time is refused in the end")
  func endless() {
    var bench = called()
    for step in 1...5 {
      let lines = bench.receive(peer.response(422, to: last(bench), extra: ["Min-SE: \(1800 + step)"]), at: step)
      #expect(lines.last == "INVITE \(step + 1) (offer)")
    }
    #expect(
      bench.receive(peer.response(422, to: last(bench), extra: ["Min-SE: 2000"]), at: 10).last == "* rejected(422)")
  }

  @Test("hung up while the second INVITE is out: it is cancelled, not the first")
  func cancelledRetry() {
    var bench = called()
    _ = bench.receive(peer.response(422, to: bench.invite, extra: ["Min-SE: 3600"]), at: 100)
    let second = last(bench)
    _ = bench.receive(peer.response(180, to: second), at: 200)
    #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID, at: 300).last == "CANCEL 2")
    #expect(last(bench).vias == second.vias)
    _ = bench.receive(peer.response(200, to: last(bench)), at: 310)
    #expect(bench.receive(peer.response(487, to: second), at: 320) == ["ACK 2"])
    _ = bench.run(until: 70_000)
    #expect(bench.isEmpty)
  }

  // MARK: We refresh

  @Test("at half of the interval by UPDATE, when the peer takes it, and again after its answer")
  func update() {
    var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: INVITE, ACK, BYE, UPDATE"])
    #expect(bench.endpoint.nextDeadline == ms(100_000))
    #expect(bench.wake(at: 100_000) == ["UPDATE 2"])
    #expect(last(bench).headers[first: .sessionExpires] == "200;refresher=uac")
    #expect(last(bench).headers[first: .minSE] == "90")
    #expect(last(bench).headers.contains(.contact))
    let answer = peer.response(200, to: last(bench), extra: ["Session-Expires: 300;refresher=uac"])
    #expect(bench.receive(answer, at: 100_100) == [])
    #expect(bench.run(until: 250_099).isEmpty)
    #expect(bench.run(until: 250_100) == ["UPDATE 3"])
  }

  @Test("by re-INVITE with the description as it stands, when the peer does not; the owner hears nothing of it")
  func reinvite() {
    var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: INVITE, ACK, BYE"])
    #expect(bench.wake(at: 100_000) == ["INVITE 2 (offer)"])
    let success = peer.response(200, to: last(bench), extra: ["Session-Expires: 200;refresher=uac"], body: "answer")
    #expect(bench.receive(success, at: 100_100) == ["ACK 2"])
    #expect(bench.run(until: 200_100) == ["INVITE 3 (offer)"])
    let moved = peer.response(200, to: last(bench), extra: ["Session-Expires: 200;refresher=uac"], body: "moved")
    #expect(bench.receive(moved, at: 200_200) == ["ACK 3", "* reofferAnswered(moved)"])
  }

  @Test("the description as it stands is the last that was agreed on, ours or in answer to the peer's")
  func lastDescription() {
    var bench = outgoing(["Session-Expires: 200;refresher=uac"])
    _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID, at: 40_000)
    _ = bench.receive(peer.response(488, to: last(bench)), at: 40_100)
    bench.skip(until: 80_000)
    _ = bench.run(until: 111_000)
    #expect(last(bench).body == octets("offer"))
    bench = outgoing(["Session-Expires: 200;refresher=uac"])
    _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID, at: 40_000)
    let held = peer.response(200, to: last(bench), extra: ["Session-Expires: 200;refresher=uac"], body: "held")
    _ = bench.receive(held, at: 40_100)
    #expect(bench.run(until: 140_100) == ["INVITE 3 (hold)"])
  }

  @Test("as the called side too, when the client cannot or wants us to")
  func asServer() {
    for extra in [["Supported: timer", "Session-Expires: 200;refresher=uas"], ["Session-Expires: 200"]] {
      var bench = incoming(extra)
      #expect(bench.endpoint.nextDeadline == ms(100_000))
      #expect(bench.wake(at: 100_000) == ["INVITE 1 (answer)"])
      #expect(last(bench).headers[first: .sessionExpires] == "200;refresher=uac")
    }
  }

  @Test("alone, after half an hour's half, when the peer knows nothing of it; a refusal shows that it lives")
  func alone() {
    var bench = outgoing()
    #expect(bench.run(until: 900_000) == ["INVITE 2 (offer)"])
    #expect(bench.receive(peer.response(405, to: last(bench)), at: 900_100) == ["ACK 2"])
    #expect(bench.run(until: 1_800_100).last == "INVITE 3 (offer)")
    #expect(bench.endpoint.liveSessions == 1)
  }

  @Test("the peer is gone: 481, or no answer at all", arguments: [481, nil] as [Int?])
  func gone(code: Int?) {
    for allow in ["INVITE", "UPDATE"] {
      var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: \(allow)"])
      _ = bench.wake(at: 100_000)
      if let code {
        let lines = bench.receive(peer.response(code, to: last(bench)), at: 100_100)
        #expect(lines.suffix(2) == ["* ended(lost)", "BYE 3"])
      } else {
        #expect(bench.run(until: 132_000).suffix(2) == ["* ended(lost)", "BYE 3"])
      }
      _ = bench.run(until: 200_000)
      #expect(bench.isEmpty)
    }
  }

  @Test("491 to a refresh: once more after the delay of glare", arguments: ["INVITE", "UPDATE"])
  func glare(allow: String) throws {
    var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: \(allow)"])
    _ = bench.wake(at: 100_000)
    _ = bench.receive(peer.response(491, to: last(bench)), at: 100_100)
    let again = bench.run(until: 104_200).filter { $0.hasPrefix(allow) }
    #expect(again.count == 1)
  }

  @Test("491 to every UPDATE: after a few in a row it is tried as rarely as after any other refusal")
  func endlessGlare() {
    var bench = outgoing(["Session-Expires: 1800;refresher=uac", "Allow: UPDATE"])
    var refreshes = 0
    while bench.now < ms(1_300_000), let due = bench.endpoint.nextDeadline {
      bench.now = due
      for line in bench.handle(.deadlineReached) where line.hasPrefix("UPDATE") {
        refreshes += 1
        _ = bench.receive(peer.response(491, to: last(bench)))
      }
    }
    #expect((7...9).contains(refreshes))
  }

  @Test("405 to an UPDATE: by re-INVITE at once")
  func unknownUpdate() {
    var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: UPDATE"])
    _ = bench.wake(at: 100_000)
    _ = bench.receive(peer.response(405, to: last(bench)), at: 100_100)
    #expect(bench.run(until: 100_100) == ["INVITE 3 (offer)"])
  }

  @Test("422 to a refresh: at once with what the peer bears", arguments: ["INVITE", "UPDATE"])
  func refreshTooShort(allow: String) {
    var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: \(allow)"])
    _ = bench.wake(at: 100_000)
    _ = bench.receive(peer.response(422, to: last(bench), extra: ["Min-SE: 500"]), at: 100_100)
    _ = bench.run(until: 100_100)
    #expect(last(bench).method.rawValue == allow)
    #expect(last(bench).headers[first: .sessionExpires] == "500;refresher=uac")
    #expect(last(bench).headers[first: .minSE] == "500")
  }

  @Test(
    "any other refusal: again at half of the time that is left, and at its end BYE", arguments: [401, 407, 500, 503])
  func refused(code: Int) {
    var bench = outgoing(["Session-Expires: 200;refresher=uac", "Allow: UPDATE"])
    var refreshes = 0
    while bench.endpoint.liveSessions == 1, let due = bench.endpoint.nextDeadline, due <= ms(168_000) {
      bench.now = due
      for line in bench.handle(.deadlineReached) where line.hasPrefix("UPDATE") {
        refreshes += 1
        #expect(!last(bench).headers.contains(.authorization) && !last(bench).headers.contains(.proxyAuthorization))
        _ = bench.receive(peer.response(code, to: last(bench)))
      }
    }
    #expect((3...12).contains(refreshes))
    #expect(bench.now == ms(168_000))
    #expect(bench.events.last == .ended(.lost))
  }

  @Test("an offer of the owner that is open when a refresh is due: that one comes first")
  func openOffer() {
    var bench = outgoing(["Session-Expires: 200;refresher=uac"])
    _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID, at: 99_000)
    _ = bench.receive(peer.response(100, to: last(bench)), at: 99_010)
    #expect(bench.run(until: 101_000) == [])
    let held = peer.response(200, to: last(bench), extra: ["Session-Expires: 200;refresher=uac"], body: "held")
    #expect(bench.receive(held, at: 101_100) == ["ACK 2", "* reofferAnswered(held)"])
    #expect(bench.run(until: 201_099) == [])
    #expect(bench.run(until: 201_100) == ["INVITE 3 (hold)"])
  }

  @Test("the peer's re-INVITE that crosses our refresh wins, and refreshes")
  func crossing() {
    var bench = outgoing(["Session-Expires: 200;refresher=uac"])
    _ = bench.wake(at: 100_000)
    let ours = last(bench)
    _ = bench.receive(peer.response(491, to: ours), at: 100_100)
    var callee = peer
    callee.tag = "callee"
    callee.callID = ours.callID
    let theirs = callee.request(
      "INVITE", cseq: 1, branch: "z9hG4bKt", toTag: ours.from.tag,
      extra: ["Supported: timer", "Session-Expires: 200;refresher=uac"], body: "hold")
    #expect(bench.receive(theirs, at: 100_200) == ["100 INVITE 1", "* reoffered(hold)"])
    #expect(bench.command(.acceptReoffer(octets("held")), of: Bench.outgoingID, at: 100_300) == ["200 INVITE 1 (held)"])
    _ = bench.receive(callee.request("ACK", cseq: 1, branch: "z9hG4bKa", toTag: ours.from.tag), at: 100_400)
    #expect(bench.run(until: 268_299) == [])
    #expect(bench.run(until: 268_300) == ["* ended(lost)", "BYE 3"])
  }

  // MARK: The peer refreshes

  @Test(
    "it does not: BYE when a third of the interval, at most 32 s, is left",
    arguments: [(90, 60), (96, 64), (1800, 1768)])
  func notRefreshed(interval: Int, end: Int) {
    var bench = outgoing(["Session-Expires: \(interval);refresher=uas"])
    #expect(bench.run(until: end * 1000 - 1) == [])
    #expect(bench.run(until: end * 1000) == ["* ended(lost)", "BYE 2"])
    _ = bench.run(until: 4_000_000)
    #expect(bench.isEmpty)
  }

  @Test("it does, by UPDATE or by re-INVITE: the session lives on")
  func refreshed() {
    var bench = incoming(["Supported: timer", "Session-Expires: 200;refresher=uac"])
    let extra = ["Supported: timer", "Session-Expires: 200;refresher=uac"]
    let update = peer.request("UPDATE", cseq: 2, branch: "z9hG4bKu", toTag: bench.localTag, extra: extra)
    #expect(bench.receive(update, at: 100_000) == ["200 UPDATE 2"])
    #expect(bench.lastResponse?.headers[first: .sessionExpires] == "200;refresher=uac")
    let invite = peer.invite(cseq: 3, branch: "z9hG4bKr", toTag: bench.localTag, extra: extra, body: "offer")
    _ = bench.receive(invite, at: 200_000)
    _ = bench.command(.acceptReoffer(octets("answer")), at: 200_000)
    _ = bench.receive(peer.ack(cseq: 3, branch: "z9hG4bKa3", toTag: bench.localTag), at: 200_100)
    #expect(bench.run(until: 367_999) == [])
    #expect(bench.run(until: 368_000) == ["* ended(lost)", "BYE 1"])
  }

  @Test("a 200 with an absurdly short interval does not make us flood")
  func absurd() {
    var bench = called()
    let success = peer.response(200, to: bench.invite, extra: ["Session-Expires: 1;refresher=uac"], body: "answer")
    _ = bench.receive(success, at: 0)
    bench.skip(until: 44_999)
    #expect(bench.endpoint.nextDeadline == ms(45_000))
  }

  @Test("hold by us while the peer refreshes leaves that to it, and counts as a refresh")
  func rolesStay() {
    var bench = outgoing(["Session-Expires: 200;refresher=uas"])
    _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID, at: 100_000)
    #expect(last(bench).headers[first: .sessionExpires] == "200;refresher=uas")
    let held = peer.response(200, to: last(bench), extra: ["Session-Expires: 200;refresher=uas"], body: "held")
    _ = bench.receive(held, at: 100_000)
    #expect(bench.run(until: 267_999) == [])
    #expect(bench.run(until: 268_000) == ["* ended(lost)", "BYE 3"])
  }
}
