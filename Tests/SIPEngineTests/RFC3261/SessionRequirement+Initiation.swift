import SIPEngine
import SIPSyntax
import Testing

extension SessionRequirement {
  /// §13 Initiating a session.
  static let initiation: [SessionRequirement] = offering + caller + called

  private static let offering: [SessionRequirement] = [
    SessionRequirement("13.2.1", "our first offer is in the INVITE; its answer is in the 2xx") {
      #expect(Scene.calling().invite.body == octets("offer"))
      #expect(Scene.outgoing().events.last == .answered(octets("answer")))
    },
    SessionRequirement("13.2.1", "without an offer in the INVITE, the first reliable response makes it") {
      var bench = Scene.invited(body: nil)
      #expect(bench.command(.ring) == ["180 INVITE 1"])
      #expect(bench.command(.answer(octets("ours"))) == ["200 INVITE 1 (ours)"])
      bench = Scene.invited(["Require: 100rel"], body: nil)
      #expect(bench.command(.ring) == [])
      #expect(bench.command(.progress(octets("ours"))) == ["183 INVITE 1 (ours)"])
    },
    SessionRequirement("13.2.1", "the answer to an offer in the INVITE is in a reliable response") {
      var bench = Scene.invited()
      _ = bench.command(.progress(octets("early")))
      #expect(bench.command(.answer(octets("early"))) == ["200 INVITE 1 (early)"])
    },
    SessionRequirement("13.2.1", "the answer may come early, but it is exactly the one of the 2xx") {
      var bench = Scene.invited()
      _ = bench.command(.progress(octets("early")))
      #expect(bench.command(.answer(octets("another"))) == ["200 INVITE 1 (early)"])
    },
    SessionRequirement("13.2.1", "the answer to an offer in a 2xx is in its ACK") {
      var bench = Scene.invited(body: nil)
      _ = bench.command(.answer(octets("ours")))
      #expect(
        bench.receive(Scene.peer.ack(toTag: bench.localTag, body: "theirs")) == [
          "* answerReceived(theirs)", "* confirmed",
        ])
    },
    SessionRequirement("13.2.1", "once offer and answer are settled, no response to the INVITE offers anew") {
      var bench = Scene.invited(["Supported: 100rel"], body: nil)
      _ = bench.command(.progress(octets("ours")))
      let prack = Scene.peer.request(
        "PRACK", cseq: 2, branch: "z9hG4bKp", toTag: bench.localTag, extra: ["RAck: \(bench.lastRSeq ?? 0) 1 INVITE"],
        body: "theirs")
      _ = bench.receive(prack)
      #expect(bench.command(.answer(octets("another"))) == ["200 INVITE 1"])
    },
    SessionRequirement("13.2.1", "the first answer stands: later descriptions in the same dialog are not heeded") {
      var bench = Scene.calling()
      let reliable = ["Require: 100rel", "RSeq: 1"]
      _ = bench.receive(Scene.peer.response(183, to: bench.invite, extra: reliable, body: "first"))
      _ = bench.receive(Scene.peer.response(180, to: bench.invite, body: "second"))
      _ = bench.receive(Scene.peer.response(200, to: bench.invite, body: "third"))
      #expect(bench.events == [.earlyMedia(octets("first")), .ringing, .answered(octets("first"))])
    },
  ]

  private static let caller: [SessionRequirement] = [
    SessionRequirement("13.2.2.3", "a refusal ends what there was of a call") {
      for code in [300, 404, 486, 500, 603] {
        var bench = Scene.calling()
        _ = bench.receive(Scene.peer.response(180, to: bench.invite))
        #expect(bench.receive(Scene.peer.response(code, to: bench.invite)) == ["ACK 1", "* rejected(\(code))"])
        #expect(bench.endpoint.sessionsInAll == 0)
      }
    },
    SessionRequirement("13.2.2.4", "a 2xx confirms its early dialog, with the route set and target of the 2xx") {
      var bench = Scene.calling()
      _ = bench.receive(
        Scene.peer.response(180, to: bench.invite, extra: ["Record-Route: <sip:192.0.2.3;lr>"]))
      _ = bench.receive(
        Scene.peer.response(200, to: bench.invite, extra: ["Record-Route: <sip:192.0.2.4;lr>"], body: "answer"))
      #expect(Scene.last(bench).headers.all(.route) == ["<sip:192.0.2.4;lr>"])
    },
    SessionRequirement("13.2.2.4", "a 2xx with another tag makes a confirmed dialog of its own") {
      var bench = Scene.calling()
      _ = bench.receive(Scene.peer.response(180, to: bench.invite, tag: "a"))
      _ = bench.receive(Scene.peer.response(200, to: bench.invite, tag: "b", body: "answer"))
      #expect(bench.receive(Scene.request("OPTIONS", cseq: 1, in: bench, tag: "b")) == ["200 OPTIONS 1"])
      #expect(bench.receive(Scene.request("OPTIONS", cseq: 1, in: bench, tag: "a")).last == "481 OPTIONS 1")
    },
    SessionRequirement("13.2.2.4", "every 2xx of every fork gets an ACK") {
      var bench = Scene.outgoing()
      for tag in ["b", "c"] {
        _ = bench.receive(Scene.peer.response(200, to: bench.invite, tag: tag, body: "x"))
        let ack = bench.recentRequests.last { $0.method == .ack }
        #expect(ack?.to.tag == tag)
      }
    },
    SessionRequirement("13.2.2.4", "ACK is as any request in the dialog, but numbered as the INVITE and named ACK") {
      let bench = Scene.outgoing(["Record-Route: <sip:192.0.2.2;lr>"])
      let ack = Scene.last(bench)
      #expect(ack.cseq == CSeq(number: 1, method: .ack))
      #expect(ack.callID == bench.invite.callID && ack.from == bench.invite.from && ack.to.tag == "callee")
      #expect(ack.headers.all(.route) == ["<sip:192.0.2.2;lr>"])
      #expect(ack.vias.first?.branch != bench.invite.vias.first?.branch)
    },
    SessionRequirement("13.2.2.4", "the ACK is sent again each time the 2xx comes again") {
      var bench = Scene.outgoing()
      for _ in 0..<3 {
        #expect(bench.receive(Scene.peer.response(200, to: bench.invite, body: "answer")) == ["ACK 1"])
      }
    },
    SessionRequirement("13.2.2.4", "who does not want an acknowledged dialog ends it by BYE") {
      var bench = Scene.outgoing()
      #expect(
        bench.receive(Scene.peer.response(200, to: bench.invite, tag: "b", body: "x")) == ["ACK 1", "BYE 2"])
      #expect(Scene.last(bench).to.tag == "b")
    },
  ]

  private static let called: [SessionRequirement] = [
    SessionRequirement("13.3.1", "an INVITE without an offer is no mistake: we are asked for ours") {
      #expect(Scene.invited(body: nil).events.map(\.label) == ["offered()"])
    },
    SessionRequirement("13.3.1", "an INVITE whose Expires has run out is refused with 487") {
      var bench = Scene.invited(["Expires: 20"])
      #expect(bench.run(until: 20_000) == ["487 INVITE 1", "* ended(remoteCancel)"])
    },
    SessionRequirement("13.3.1.1", "while the answer takes long, a provisional response goes out every minute") {
      var bench = Scene.invited()
      _ = bench.command(.ring, at: 0)
      #expect(bench.run(until: 59_999) == [])
      #expect(bench.run(until: 120_000) == ["180 INVITE 1", "180 INVITE 1"])
    },
    SessionRequirement("13.3.1.4", "the 2xx is repeated from T1, doubling to T2, until the ACK") {
      var bench = Scene.answered()
      for due in [500, 1500, 3500, 7500, 11_500] {
        #expect(bench.endpoint.nextDeadline == ms(due))
        _ = bench.wake(at: due)
      }
      _ = bench.receive(Scene.peer.ack(toTag: bench.localTag), at: 12_000)
      #expect(bench.run(until: 60_000) == [])
    },
    SessionRequirement("13.3.1.4", "the 2xx has an answer to the offer of the INVITE, or an offer when it had none") {
      for body in ["offer", nil] {
        var bench = Scene.invited(body: body)
        #expect(bench.command(.answer(octets("ours"))) == ["200 INVITE 1 (ours)"])
      }
    },
    SessionRequirement("13.3.1.4", "a 2xx that is never acknowledged: after 64*T1 the session ends by BYE") {
      var bench = Scene.answered()
      #expect(bench.run(until: 32_000).suffix(2) == ["* ended(lost)", "BYE 1"])
    },
  ]

  /// Where we do otherwise, since the network is as it is.
  static let departures: [SessionRequirement] = [
    SessionRequirement(
      "13.2.1", "gateways change the description between an unreliable 183 and their 200: the 200 counts"
    ) {
      var bench = Scene.calling()
      _ = bench.receive(Scene.peer.response(183, to: bench.invite, body: "first"))
      _ = bench.receive(Scene.peer.response(200, to: bench.invite, body: "second"))
      #expect(bench.events.last == .answered(octets("second")))
    },
    SessionRequirement(
      "13.2.1", "gateways answer in an unreliable 183 alone: that counts when the 200 has no description"
    ) {
      var bench = Scene.calling()
      _ = bench.receive(Scene.peer.response(183, to: bench.invite, body: "first"))
      _ = bench.receive(Scene.peer.response(200, to: bench.invite))
      #expect(bench.events.last == .answered(octets("first")))
    },
    SessionRequirement("15", "when the house closes, BYE does not wait for an ACK that nobody would be left to answer")
    {
      var bench = Scene.answered()
      _ = bench.handle(.drain)
      #expect(bench.command(.hangUp(.draining)) == ["* ended(localHangUp)", "BYE 1"])
    },
  ]
}
