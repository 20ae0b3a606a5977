import SIPEngine
import SIPSyntax
import Testing

extension SessionRequirement {
  /// §14 Modifying an existing session.
  static let modification: [SessionRequirement] = [
    SessionRequirement("14.1", "no re-INVITE while an INVITE of ours is under way") {
      var bench = Scene.confirmed()
      #expect(bench.command(.reoffer(octets("A"))) == ["INVITE 1 (A)"])
      #expect(bench.command(.reoffer(octets("B"))) == [])
      #expect(
        bench.receive(Scene.peer.response(200, to: Scene.last(bench), body: "a")) == [
          "ACK 1", "* reofferAnswered(a)", "INVITE 2 (B)",
        ])
    },
    SessionRequirement("14.1", "no re-INVITE while an INVITE of the peer is under way, until its ACK") {
      var bench = Scene.confirmed()
      _ = bench.receive(Scene.reinvite(bench))
      #expect(bench.command(.reoffer(octets("B"))) == [])
      #expect(bench.command(.acceptReoffer(octets("held"))) == ["200 INVITE 2 (held)"])
      #expect(
        bench.receive(Scene.peer.ack(cseq: 2, branch: "z9hG4bKa2", toTag: bench.localTag)) == ["INVITE 1 (B)"])
    },
    SessionRequirement("14.1", "a refused re-INVITE changes nothing: what is said next is what was said before") {
      var bench = Scene.outgoing(["Session-Expires: 200;refresher=uac"])
      _ = bench.command(.reoffer(octets("hold")), of: Bench.outgoingID, at: 1000)
      #expect(
        bench.receive(Scene.peer.response(488, to: Scene.last(bench)), at: 1100) == ["ACK 2", "* reofferRejected(488)"])
      _ = bench.run(until: 110_000)
      #expect(Scene.last(bench).method == .invite && Scene.last(bench).body == octets("offer"))
    },
    SessionRequirement("14.1", "408, 481 and silence to a re-INVITE end the dialog") {
      for code in [408, 481, nil] {
        var bench = Scene.confirmed()
        _ = bench.command(.reoffer(octets("hold")), at: 0)
        if let code { _ = bench.receive(Scene.peer.response(code, to: Scene.last(bench)), at: 10) }
        _ = bench.run(until: 32_000)
        #expect(bench.events.last == .ended(.lost))
      }
    },
    SessionRequirement("14.1", "491: whoever made the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, then once more") {
      for isOurs in [true, false] {
        var bench = isOurs ? Scene.outgoing() : Scene.confirmed()
        let id = isOurs ? Bench.outgoingID : Bench.callID
        bench.skip(until: 33_000)
        _ = bench.command(.reoffer(octets("hold")), of: id, at: 40_000)
        _ = bench.receive(Scene.peer.response(491, to: Scene.last(bench)), at: 40_000)
        #expect(bench.run(until: isOurs ? 42_099 : 39_999) == [])
        #expect(bench.run(until: isOurs ? 44_000 : 42_000).contains { $0.hasSuffix("(hold)") })
      }
    },
    SessionRequirement("14.2", "a second INVITE before the first is answered: 500 with Retry-After of 0 to 10 s") {
      for early in [true, false] {
        var bench = early ? Scene.invited() : Scene.confirmed()
        if early { _ = bench.command(.ring) } else { _ = bench.receive(Scene.reinvite(bench)) }
        #expect(bench.receive(Scene.reinvite(bench, cseq: 3)).last == "500 INVITE 3")
        #expect((0...10).contains(bench.lastResponse?.headers.number(.retryAfter) ?? 11))
      }
    },
    SessionRequirement("14.2", "an INVITE while ours is under way: 491") {
      var bench = Scene.confirmed()
      _ = bench.command(.reoffer(octets("ours")))
      #expect(bench.receive(Scene.reinvite(bench)).last == "491 INVITE 2")
    },
    SessionRequirement("14.2", "each re-INVITE's description is shown to the owner, changed or not") {
      var bench = Scene.confirmed()
      for cseq in [2, 3] {
        #expect(bench.receive(Scene.reinvite(bench, cseq: cseq, body: "offer")).last == "* reoffered(offer)")
        _ = bench.command(.acceptReoffer(octets("answer")))
        _ = bench.receive(Scene.peer.ack(cseq: cseq, branch: "z9hG4bKa\(cseq)", toTag: bench.localTag))
      }
    },
    SessionRequirement("14.2", "a description that does not suit is refused with 488, the session stays") {
      var bench = Scene.confirmed()
      _ = bench.receive(Scene.reinvite(bench))
      #expect(bench.command(.rejectReoffer(.notAcceptableHere)) == ["488 INVITE 2"])
      #expect(bench.endpoint.liveSessions == 1)
    },
    SessionRequirement("14.2", "a 2xx to a re-INVITE that is never acknowledged ends the session by BYE") {
      var bench = Scene.confirmed()
      _ = bench.receive(Scene.reinvite(bench), at: 0)
      _ = bench.command(.acceptReoffer(octets("held")), at: 0)
      #expect(bench.run(until: 32_000).suffix(2) == ["* ended(lost)", "BYE 1"])
    },
  ]

  /// §15 Terminating a session.
  static let termination: [SessionRequirement] = [
    SessionRequirement("15", "the called side sends no BYE before the ACK to its 2xx, or 64*T1 without one") {
      var bench = Scene.answered()
      #expect(bench.command(.hangUp(.normal), at: 0) == ["* ended(localHangUp)"])
      #expect(bench.receive(Scene.peer.ack(toTag: bench.localTag), at: 10) == ["BYE 1"])
      bench = Scene.answered()
      _ = bench.command(.hangUp(.normal), at: 0)
      #expect(bench.run(until: 31_999).allSatisfy { $0 != "BYE 1" })
      #expect(bench.run(until: 32_000) == ["BYE 1"])
    },
    SessionRequirement("15", "the called side sends no BYE in an early dialog, it refuses") {
      var bench = Scene.invited()
      _ = bench.command(.ring)
      #expect(bench.command(.hangUp(.normal)) == ["480 INVITE 1", "* ended(localHangUp)"])
    },
    SessionRequirement("15", "the calling side sends no BYE outside of a dialog: it cancels") {
      var bench = Scene.calling()
      _ = bench.receive(Scene.peer.response(100, to: bench.invite))
      #expect(bench.command(.hangUp(.normal), of: Bench.outgoingID).last == "CANCEL 1")
    },
    SessionRequirement("15.1.1", "the session is over as soon as the BYE is sent, whatever is said to it") {
      for code in [200, 401, 407, 408, 481, 500, nil] {
        var bench = Scene.confirmed()
        #expect(bench.command(.hangUp(.normal), at: 0) == ["* ended(localHangUp)", "BYE 1"])
        #expect(bench.endpoint.liveSessions == 0)
        if let code { _ = bench.receive(Scene.peer.response(code, to: Scene.last(bench)), at: 10) }
        bench.skip(until: 70_000)
        #expect(bench.isEmpty)
      }
    },
    SessionRequirement("15.1.2", "a BYE that matches no dialog gets 481") {
      var bench = Bench()
      #expect(bench.receive(Scene.bye(bench)) == ["481 BYE 2"])
    },
    SessionRequirement("15.1.2", "a BYE within a dialog gets a 2xx, early, confirmed or already ending") {
      var early = Scene.invited()
      _ = early.command(.ring)
      #expect(early.receive(Scene.bye(early)).first == "200 BYE 2")
      var confirmed = Scene.confirmed()
      #expect(confirmed.receive(Scene.bye(confirmed)).first == "200 BYE 2")
      var ending = Scene.confirmed()
      _ = ending.command(.hangUp(.normal))
      #expect(ending.receive(Scene.bye(ending)).first == "200 BYE 2")
    },
    SessionRequirement("15.1.2", "what is still open when a BYE comes is answered: 487") {
      var early = Scene.invited()
      _ = early.command(.ring)
      #expect(early.receive(Scene.bye(early)).contains("487 INVITE 1"))
      var changing = Scene.confirmed()
      _ = changing.receive(Scene.reinvite(changing))
      #expect(changing.receive(Scene.bye(changing, cseq: 3)).contains("487 INVITE 2"))
    },
  ]
}
